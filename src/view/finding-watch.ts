import type { Finding } from '../checks/finding.ts'
import type { VirtualRouterKey } from '../observe/record.ts'
import type { Change } from './journal.ts'

/** A finding, and what its virtual router was called when it was told first: that changes as segments are told apart. */
interface Told {
  readonly finding: Finding
  readonly where: string | undefined
}

/** Tells from one look at the findings to the next what is new, over, or part of another finding by now. */
export class FindingWatch {
  #known = new Map<string, Told>()

  /** `idOf`: what a virtual router is called at present. */
  update(
    findings: readonly Finding[],
    idOf: (key: VirtualRouterKey) => string | undefined,
  ): (Told & { readonly change: Change })[] {
    const now = new Map<string, Told>()
    for (const [name, finding] of named(findings)) {
      const { key } = finding
      const where = this.#known.get(name)?.where ?? (key === undefined ? undefined : idOf(key))
      now.set(name, { finding, where })
    }
    const changes: (Told & { readonly change: Change })[] = []
    for (const [name, { finding, where }] of this.#known)
      if (!now.has(name)) changes.push({ finding: { ...finding, state: 'closed' }, where, change: 'withdrawn' })
    for (const [name, { finding, where }] of now) {
      const known = this.#known.get(name)?.finding
      const before = known?.state
      if (finding.state === 'open' ? before !== 'open' : before === 'open')
        changes.push({ finding, where, change: finding.state })
      // Why it is so may show later than that it is so.
      else if (finding.state === 'open' && known?.cause?.id !== finding.cause?.id)
        changes.push({ finding, where, change: 'open' })
      // Opened and closed between two looks: both are told.
      else if (before === undefined)
        changes.push(
          { finding: { ...finding, state: 'open' }, where, change: 'open' },
          { finding, where, change: 'closed' },
        )
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
