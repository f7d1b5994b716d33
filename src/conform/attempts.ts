import type { Verdict } from './verdict.ts'

/** Enough to outvote one attempt that noise spoiled. */
export const MAX_TRIES = 3

/**
 * The verdicts of a case's attempts on a real wire. A clean one stands at once; what accuses the device has to be seen
 * twice, because a frame that came late accuses nobody; what could not be told is tried again.
 */
export class Attempts {
  private readonly verdicts: Verdict[] = []

  add(verdict: Verdict): void {
    this.verdicts.push(verdict)
  }

  get count(): number {
    return this.verdicts.length
  }

  /** The verdict, or undefined while another attempt could change it. */
  get decided(): Verdict | undefined {
    const [first] = this.verdicts
    if (first !== undefined && isClean(first)) return first
    for (const each of this.verdicts) {
      const alike = this.verdicts.filter(({ outcome }) => outcome === each.outcome)
      if (each.outcome !== 'inconclusive' && alike.length >= 2) return each
    }
    return this.count >= MAX_TRIES ? this.undecided : undefined
  }

  /** What stands where no attempt is left: the only one that told anything, or nothing can be told. */
  get undecided(): Verdict {
    const told = this.verdicts.filter(({ outcome }) => outcome !== 'inconclusive')
    if (told.length === 1) return told[0]!
    const words = this.verdicts.map(({ outcome, actual, why }) => `${outcome} (${actual ?? why ?? ''})`)
    const why =
      new Set(this.verdicts.map(({ outcome }) => outcome)).size > 1 ? `it varies: ${words.join(', ')}` : undefined
    return { outcome: 'inconclusive', why: why ?? this.verdicts.at(-1)?.why ?? 'not tried' }
  }
}

const isClean = ({ outcome, expected }: Verdict): boolean =>
  outcome === 'pass' || (outcome === 'info' && expected === undefined)
