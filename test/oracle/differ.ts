import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Finding } from '../../src/checks/finding.ts'
import { expandBraces } from '../../src/config/braces.ts'
import type { Statement } from '../../src/config/keepalived/parser.ts'
import type { Place } from '../../src/config/text.ts'
import { glob } from '../../src/edge/glob.ts'
import { Random } from '../fuzz/random.ts'
import { answers, checked, placeOf } from './compare.ts'
import { EXEMPT } from './exempt.ts'
import { askKeepalived } from './keepalived.ts'
import { type RandomConfig, randomConfig } from './random-config.ts'

export interface Difference {
  readonly seed: number
  /** A complaint that no finding answers, or a finding where keepalived is content. */
  readonly what: readonly string[]
  readonly config: RandomConfig
}

/** What keepalived and our check disagree on, for the configurations of `count` seeds. */
export async function differences(
  namespace: string,
  directory: string,
  firstSeed: number,
  count: number,
): Promise<Difference[]> {
  const found: Difference[] = []
  let next = firstSeed
  const work = async (): Promise<void> => {
    while (next < firstSeed + count) {
      const seed = next++
      const config = randomConfig(new Random(seed))
      const what = await differ(namespace, directory, config)
      if (what.length > 0) found.push({ seed, what, config })
    }
  }
  await Promise.all([work(), work()])
  return found
}

export const describeDifference = ({ seed, what, config }: Difference): string =>
  [
    `seed ${seed}${config.id === undefined ? '' : `, -i ${config.id}`}`,
    ...what.map((line) => `  ${line}`),
    config.text,
    ...Object.entries(config.files).map(([name, text]) => `--- ${name}\n${text}`),
  ].join('\n')

/** keepalived answers in 20 ms, or reads on for ever. */
const PATIENCE_MS = 3000

/** The file that is asked about; short, so that keepalived's messages are. */
const NAME = 'k.conf'

async function differ(namespace: string, within: string, config: RandomConfig): Promise<string[]> {
  mkdirSync(within, { recursive: true })
  const directory = mkdtempSync(join(within, 'c'))
  try {
    const files = { ...config.files, [NAME]: config.text }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
    const include = (pattern: string) =>
      expandBraces(pattern)
        .flatMap((one) => glob(join(directory, one)))
        .map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }))
    const { findings, statements } = checked(NAME, config.text, include, config.id)
    const { exit, said } = await askKeepalived(
      namespace,
      directory,
      NAME,
      config.id === undefined ? [] : ['-i', config.id],
      PATIENCE_MS,
    )
    // Some configurations make keepalived 2.2.7 itself crash or read on for ever.
    if (exit === null || exit > 128) return []
    const unanswered = said
      .filter((complaint) => !EXEMPT.some(([pattern]) => pattern.test(complaint)) && !isMiscounted(complaint, files))
      .filter((complaint) => !isOfVirtualServer(complaint, config.text, findings, statements))
      .filter((complaint) => !isOfRoutes(complaint, statements))
      .filter((complaint) => !isBehindNothing(complaint, findings, statements))
      .filter((complaint) => !findings.some((finding) => answers(finding, complaint)))
    const unfounded = exit === 0 ? findings.filter(({ id }) => id === 'lint/syntax') : []
    return [
      ...unanswered.map((complaint) => `unanswered: ${complaint}`),
      ...unfounded.map(({ message, line, values }) => `unfounded: line ${line} ${message} ${JSON.stringify(values)}`),
    ]
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** keepalived sometimes goes on counting the lines of an included file behind its end. */
function isMiscounted(complaint: string, files: Readonly<Record<string, string>>): boolean {
  const place = placeOf(complaint)
  const text = place?.file === undefined ? undefined : files[place.file]
  return text !== undefined && place !== undefined && place.line > text.split('\n').length
}

/**
 * What stands in a virtual_server, the braces that are wrong in it and after, and all that comes after one that does not
 * end: it is not VRRP's, we pass over it whole.
 */
function isOfVirtualServer(
  complaint: string,
  text: string,
  findings: readonly Finding[],
  statements: readonly Statement[],
): boolean {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.includes('virtual_server'))
  const said = placeOf(complaint)
  if (said === undefined || first < 0) return false
  const isIncluded = said.file !== undefined && said.file !== NAME
  const place = isIncluded ? { line: lines.findIndex((line) => line.startsWith('include')) + 1 } : said
  if (place.line <= first) return false
  const isInside = statements.some(
    ({ spec, keyword, end }) => spec.foreign && place.line >= keyword.place.line && place.line <= end.line,
  )
  const isOpen = findings.some(
    ({ message, values }) => message === 'missing-close' && String(values.block).startsWith('virtual_server'),
  )
  return isInside || isOpen || /Unknown keyword|'\{'|'\}'/.test(complaint)
}

/** What follows a nameless block where none of its kind stands above: keepalived reads memory that holds no such thing. */
function isBehindNothing(complaint: string, findings: readonly Finding[], statements: readonly Statement[]): boolean {
  const nameless = findings.find(
    ({ message, values, line }) =>
      message === 'needs-one-name' &&
      !statements.some(({ keyword }) => keyword.text === values.keyword && keyword.place.line < (line ?? 0)),
  )
  return nameless !== undefined && (placeOf(complaint)?.line ?? Number.POSITIVE_INFINITY) > nameless.line!
}

/** The lines of routes and rules, which are not VRRP's. */
function isOfRoutes(complaint: string, statements: readonly Statement[]): boolean {
  const place = placeOf(complaint)
  if (place === undefined) return false
  return statements.some(
    ({ keyword, entries, statements: inner }) =>
      isOfRoutes(complaint, inner) ||
      (/_(routes|rules)$/.test(keyword.text) && entries.some(({ words }) => isAt(words[0]!.place, place))),
  )
}

const isAt = (at: Place, { file, line }: { readonly file: string | undefined; readonly line: number }): boolean =>
  at.line === line && (file === undefined || at.file === file)
