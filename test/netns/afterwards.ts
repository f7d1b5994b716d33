import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { PROGRAM, type Watcher } from './watcher.ts'

// A live run against the audit of what it recorded.

/** What is compared of a takeover. */
export interface Takeover {
  readonly id: string
  readonly at: string
  readonly cause: string
  readonly to: string
}

interface Report {
  readonly virtualRouters: readonly { readonly id: string; readonly takeovers: readonly Omit<Takeover, 'id'>[] }[]
  readonly findings: readonly { readonly [field: string]: unknown }[]
}

const OWN_GAP = 'net/capture-gap null'

/**
 * Ends the watchers and audits `<backend>.pcapng` of each in `dir`: both say the same, and so do the backends. Returns each
 * watcher's takeovers, more than `atLeast` of them.
 */
export async function expectTheSameAfterwards(
  dir: string,
  backends: readonly string[],
  watchers: readonly Watcher[],
  atLeast: number,
): Promise<Takeover[][]> {
  const summaries = await Promise.all(watchers.map((watcher) => watcher.end()))
  const all = backends.map((backend, i) => {
    const audited = audit(join(dir, `${backend}.pcapng`))
    expect(summaries[i]).toMatchObject({ type: 'summary' })
    const live = takeoversOf(summaries[i] as unknown as Report)
    expect(live.length).toBeGreaterThan(atLeast)
    const [told, found] = [lastToldFindings(watchers[i]!), [...new Set(findingsOf(audited))]]
    // A machine that stands still lets a capture miss something; it says so, and judges less than the file would let it.
    if (told.includes(OWN_GAP) && !found.includes(OWN_GAP)) {
      const gaps = watchers[i]!.told.filter(({ type, id }) => type === 'finding' && id === 'net/capture-gap')
      console.error(`${backend} is not compared with its recording, it had a gap: ${JSON.stringify(gaps)}`)
      return live
    }
    expect(takeoversOf(audited)).toEqual(live)
    expect(found).toEqual(told)
    return live
  })
  const [first, ...others] = all.map((takeovers) => takeovers.map(withoutTimes))
  for (const other of others) expect(first).toEqual(other)
  return all
}

export const inOrder = (takeovers: readonly Takeover[]): Takeover[] =>
  takeovers.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.at < b.at ? -1 : 1))

const takeoversOf = ({ virtualRouters }: Report): Takeover[] =>
  inOrder(virtualRouters.flatMap(({ id, takeovers }) => takeovers.map(({ at, cause, to }) => ({ id, at, cause, to }))))

/** Each finding by rule and virtual router: more routers may join it without its being told again. */
const findingsOf = ({ findings }: Report): string[] => findings.map(nameOfFinding).sort()

/** What was told of each finding at last; withdrawn ones have become part of another. */
function lastToldFindings(watcher: Watcher): string[] {
  const standing = new Map<string, string>()
  for (const one of watcher.told) {
    // Those that a test has put behind it (`forget`) count, too.
    if (!one.type.endsWith('finding')) continue
    // Of several of one rule and virtual router some may have become part of another finding.
    const key = `${nameOfFinding(one)} since ${one.firstSeen}`
    if (one.withdrawn) standing.delete(key)
    else standing.set(key, nameOfFinding(one))
  }
  return [...new Set(standing.values())].sort()
}

const nameOfFinding = ({ id, virtualRouter }: { readonly [field: string]: unknown }): string => `${id} ${virtualRouter}`

const withoutTimes = ({ id, cause, to }: Takeover): string => `${id} ${cause} ${to}`

function audit(file: string): Report {
  const words = [PROGRAM, 'audit', '-f', 'json', '--fail-on', 'never', file]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 28 }))
}
