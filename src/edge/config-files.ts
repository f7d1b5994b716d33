import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import type { NodeConfig } from '../config/model.ts'
import type { ReadOptions } from '../config/read.ts'
import { readConfig } from '../config/read.ts'
import type { SourceText } from '../config/text.ts'
import { parseIp } from '../core/address.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { glob } from './glob.ts'

/** Most bytes of one configuration, its includes counted. */
export const MAX_CONFIG_BYTES = 1 << 20
/** Most files of one configuration. */
const MAX_FILES = 512

/**
 * Reads the configurations named on a command line, `path` or `name=path`, `-` for standard input. Each is bounded in
 * size; what cannot be read is a VrrpscopeError `config/...`. `onInclude` hears of each included file before it is read.
 */
export async function loadConfigs(
  specs: readonly string[],
  options: Pick<ReadOptions, 'profile' | 'configId'> & { readonly onInclude?: (path: string) => void } = {},
): Promise<readonly NodeConfig[]> {
  const nodes: NodeConfig[] = []
  for (const spec of specs) {
    const { name, path } = splitSpec(spec)
    const budget = { bytes: MAX_CONFIG_BYTES, files: MAX_FILES }
    const source = { name: path, text: readText(path, budget) }
    const include = (pattern: string, from: string): readonly SourceText[] => {
      const found = glob(isAbsolute(pattern) ? pattern : resolve(dirname(resolve(from)), pattern))
      return found.map((file) => {
        options.onInclude?.(file)
        return { name: file, text: readText(file, budget) }
      })
    }
    nodes.push(...(await readConfig(source, { ...options, name, include })).map(atNamedAddress))
  }
  return distinctNames(nodes)
}

/** `name=path`; a path that has `=` behind a slash is a path. */
function splitSpec(spec: string): { name: string | undefined; path: string } {
  const named = /^([\w.:-]+)=(.+)$/.exec(spec)
  return named === null ? { name: undefined, path: spec } : { name: named[1], path: named[2]! }
}

/** A node that is named by an address sends from it, where its file does not say otherwise. */
function atNamedAddress(node: NodeConfig): NodeConfig {
  const address = parseIp(node.name)
  if (address === undefined) return node
  const routers = node.routers.map((router) =>
    router.primaryAddress !== undefined || router.family !== address.family
      ? router
      : { ...router, primaryAddress: address },
  )
  return { ...node, routers }
}

function distinctNames(nodes: readonly NodeConfig[]): NodeConfig[] {
  const seen = new Map<string, number>()
  return nodes.map((node) => {
    const count = (seen.get(node.name) ?? 0) + 1
    seen.set(node.name, count)
    if (count === 1) return node
    const name = `${node.name}#${count}`
    return { ...node, name, routers: node.routers.map((router) => ({ ...router, node: name })) }
  })
}

function readText(path: string, budget: { bytes: number; files: number }): string {
  let descriptor: number
  if (--budget.files < 0)
    throw new VrrpscopeError(
      'config/too-many-files',
      `${path}: more than ${MAX_FILES} files`,
      'narrow the include patterns',
    )
  try {
    descriptor = path === '-' ? 0 : openSync(path, 'r')
  } catch (cause) {
    throw unreadable(path, cause)
  }
  try {
    if (fstatSync(descriptor).isDirectory())
      throw new VrrpscopeError('config/directory', `${path} is a directory`, 'name a file in it')
    return readBounded(descriptor, path, budget)
  } catch (cause) {
    throw cause instanceof VrrpscopeError ? cause : unreadable(path, cause)
  } finally {
    if (descriptor !== 0) closeSync(descriptor)
  }
}

function readBounded(descriptor: number, path: string, budget: { bytes: number }): string {
  const { size } = fstatSync(descriptor)
  const chunks: Buffer[] = []
  let left = budget.bytes - size < 0 ? -1 : budget.bytes
  while (left >= 0) {
    const chunk = Buffer.alloc(1 << 16)
    const count = readSync(descriptor, chunk, 0, chunk.length, null)
    if (count === 0) break
    left -= count
    chunks.push(chunk.subarray(0, count))
  }
  if (left < 0)
    throw new VrrpscopeError(
      'config/too-large',
      `${path} is larger than ${MAX_CONFIG_BYTES >> 20} MiB (includes counted)`,
      'a configuration is a few kilobytes: is this the right file?',
    )
  budget.bytes = left
  return Buffer.concat(chunks).toString('utf8')
}

function unreadable(path: string, cause: unknown): VrrpscopeError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'error'
  if (code === 'ENOENT')
    return new VrrpscopeError('config/not-found', `${path} does not exist`, 'check the path', { cause })
  if (code === 'EACCES' || code === 'EPERM')
    return new VrrpscopeError('config/no-permission', `${path}: no permission to read it`, 'run as a user who may', {
      cause,
    })
  return new VrrpscopeError('config/unreadable', `${path} cannot be read: ${code}`, 'check the file', { cause })
}
