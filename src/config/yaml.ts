import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { VrrpscopeError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import type { NodeConfig } from './model.ts'
import type { Note } from './note.ts'
import { type ReadOptions, readDaemon } from './read.ts'
import type { Place, SourceText } from './text.ts'
import { yamlRouter } from './yaml-router.ts'
import {
  announceSchema,
  authenticationSchema,
  configSchema,
  networkSchema,
  nodeSchema,
  peerSchema,
  virtualRouterSchema,
  type YamlConfig,
  type YamlNode,
} from './yaml-schema.ts'

/** Steps from the root of the document: keys and indexes. */
export type Path = readonly (string | number)[]

// Reading it into data and back to places costs ten times what a daemon's own format does.
const MAX_YAML_CHARS = 256 << 10

/** Where a path of the document stands. */
export type PlaceOf = (path: Path) => Place

/** The nodes of a YAML file; one node without routers and with notes where it does not fit the schema. */
export function readYaml(source: SourceText, options: ReadOptions): readonly NodeConfig[] {
  if (source.text.length > MAX_YAML_CHARS)
    throw new VrrpscopeError(
      'config/too-large',
      `${source.name} is larger than ${MAX_YAML_CHARS >> 10} KiB of YAML`,
      'a configuration is a few kilobytes: is this the right file?',
    )
  const lines = new LineCounter()
  const document = parseDocument(source.text, { lineCounter: lines, uniqueKeys: true, logLevel: 'error' })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file: source.name, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const placeOf: PlaceOf = (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
      const range = (node as { range?: readonly number[] } | null | undefined)?.range
      if (range !== undefined) return placeAt(range[0]!)
    }
    return placeAt(0)
  }
  const keyPlaceOf = (path: Path, key: string): Place => {
    const holder = path.length === 0 ? document.contents : document.getIn(path, true)
    const pair = isMap(holder) ? holder.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined
    const range = (pair?.key as { range?: readonly number[] } | undefined)?.range
    return range === undefined ? placeOf(path) : placeAt(range[0]!)
  }

  if (document.errors.length > 0)
    return failed(
      source,
      options,
      document.errors.map((error) => yamlNote(firstLine(error.message), placeAt(error.pos[0]))),
    )
  const data: unknown = toData(() => document.toJS({ maxAliasCount: 100 }))
  const parsed = configSchema.safeParse(data)
  if (!parsed.success)
    return failed(
      source,
      options,
      parsed.error.issues.flatMap((issue) => notesOf(issue, placeOf, keyPlaceOf)),
    )
  return parsed.data.nodes.map((node, i) => readNode(node, ['nodes', i], parsed.data, source, options, placeOf))
}

function readNode(
  node: YamlNode,
  path: Path,
  config: YamlConfig,
  source: SourceText,
  options: ReadOptions,
  placeOf: PlaceOf,
): NodeConfig {
  const profile = node.profile ?? options.profile
  const patterns = node.include === undefined ? [] : [node.include].flat()
  const notes: Note[] = []
  const secrets: string[] = []
  const included = patterns.flatMap((pattern) => {
    const files = options.include(pattern, source.name)
    if (files.length === 0)
      notes.push({
        ...yamlNote('', placeOf([...path, 'include'])),
        rule: 'lint/include-missing',
        message: 'missing',
        values: { pattern },
      })
    return files.map((file) =>
      readDaemon(file, node.name, { ...options, profile, configId: node.configId ?? options.configId }),
    )
  })
  const own = (node.virtualRouters ?? []).flatMap((router, i) => {
    const around = { node: node.name, profile, networks: config.networks ?? {}, placeOf, notes, secrets }
    return yamlRouter(router, [...path, 'virtualRouters', i], around) ?? []
  })
  return {
    name: node.name,
    file: source.name,
    dialect: included.length > 0 && own.length === 0 ? included[0]!.dialect : 'yaml',
    profile: profile ?? included[0]?.profile ?? own[0]?.profile ?? 'rfc9568',
    profileSource: profile === undefined ? 'assumed' : 'given',
    routers: [...included.flatMap((one) => one.routers), ...own],
    notes: [...notes, ...included.flatMap((one) => one.notes)],
    sources: [source, ...included.flatMap((one) => one.sources)],
    secrets: [...secrets, ...included.flatMap((one) => one.secrets)],
  }
}

/** An alias that points to too much, or to nothing, is no data. */
function toData(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!.replace(/ at line \d+, column \d+:?$/, '')

const yamlNote = (text: string, place: Place): Note => ({
  rule: 'lint/syntax',
  severity: 'error',
  message: 'yaml',
  values: { text },
  place,
})

function failed(source: SourceText, options: ReadOptions, notes: readonly Note[]): readonly NodeConfig[] {
  const name = options.name ?? source.name
  const profile = options.profile ?? 'rfc9568'
  return [
    {
      name,
      file: source.name,
      dialect: 'yaml',
      profile,
      profileSource: 'assumed',
      routers: [],
      notes,
      sources: [source],
      secrets: [],
    },
  ]
}

type Issue = z.core.$ZodIssue

function notesOf(issue: Issue, placeOf: PlaceOf, keyPlaceOf: (path: Path, key: string) => Place): Note[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  const where = path.length === 0 ? 'the file' : path.join('.')
  if (issue.code !== 'unrecognized_keys') {
    const inner = issue.code === 'invalid_union' ? issue.errors?.flat()[0]?.message : undefined
    return [yamlNote(`${inner ?? issue.message}, at ${where}`, placeOf(path))]
  }
  return issue.keys.map((key) => {
    const meant = nearest(key, keysAt(path))
    return {
      ...yamlNote('', keyPlaceOf(path, key)),
      message: meant === undefined ? 'unknown-key' : 'misspelt-key',
      values: { word: key, path: where, ...(meant === undefined ? {} : { nearest: meant }) },
    }
  })
}

/** The keys that the object at a path may have. */
function keysAt(path: Path): readonly string[] {
  const last = path.findLast((step) => typeof step === 'string')
  switch (path[0] === 'networks' ? 'network' : last) {
    case undefined:
      return Object.keys(configSchema.shape)
    case 'network':
      return Object.keys(networkSchema.shape)
    case 'nodes':
      return Object.keys(nodeSchema.shape)
    case 'virtualRouters':
      return Object.keys(virtualRouterSchema.shape)
    case 'announce':
      return Object.keys(announceSchema.shape)
    case 'unicastPeers':
      return Object.keys(peerSchema.shape)
    default:
      return authenticationSchema.options.flatMap((option) => Object.keys(option.shape))
  }
}
