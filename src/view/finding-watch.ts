import type { Finding } from '../checks/finding.ts'
import type { Change } from './journal.ts'

/** Tells from one look at the findings to the next what is new, over, or part of another finding by now. */
export class FindingWatch {
  #known = new Map<string, Finding>()

  update(findings: readonly Finding[]): { finding: Finding; change: Change }[] {
    const now = named(findings)
    const changes: { finding: Finding; change: Change }[] = []
    for (const [name, finding] of this.#known)
      if (!now.has(name)) changes.push({ finding: { ...finding, state: 'closed' }, change: 'withdrawn' })
    for (const [name, finding] of now) {
      const known = this.#known.get(name)
      const before = known?.state
      if (finding.state === 'open' ? before !== 'open' : before === 'open')
        changes.push({ finding, change: finding.state })
      // Why it is so may show later than that it is so.
      else if (finding.state === 'open' && known?.cause?.id !== finding.cause?.id)
        changes.push({ finding, change: 'open' })
      // Opened and closed between two looks: both are told.
      else if (before === undefined)
        changes.push({ finding: { ...finding, state: 'open' }, change: 'open' }, { finding, change: 'closed' })
    }
    this.#known = now
    return changes
  }
}

/**
 * What a finding is called from look to look. Its routers may become more while it stays the same; incidents of one rule
 * and virtual router are told apart by their order in time.
 */
function named(findings: readonly Finding[]): Map<string, Finding> {
  const seen = new Map<string, number>()
  const byTime = findings.toSorted((a, b) => (a.firstSeen ?? 0) - (b.firstSeen ?? 0))
  return new Map(
    byTime.map((finding) => {
      const { id, key, node, file, line } = finding
      const name = JSON.stringify([id, key, node, file, line])
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      return [`${name}#${count}`, finding]
    }),
  )
}
