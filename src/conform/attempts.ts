import type { Verdict } from './verdict.ts'

const MAX_TRIES = 5
/** What accuses the device has to be seen so often, and nothing better between: a frame that came late accuses nobody. */
const ACCUSATIONS = 3
/** After an accusation, so many clean attempts clear the device. */
const ACQUITTALS = 2

/**
 * The verdicts of a case's attempts on a real wire. A clean first one stands at once; what could not be told is tried
 * again; where accusations and clean attempts keep taking turns, nothing can be told.
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
    const clean = this.verdicts.filter(isClean)
    const accusing = this.verdicts.filter((each) => !isClean(each) && each.outcome !== 'inconclusive')
    if (clean.length >= ACQUITTALS || (clean.length > 0 && accusing.length === 0)) return clean[0]
    if (accusing.length >= ACCUSATIONS && clean.length === 0) return accusing[0]
    return this.count >= MAX_TRIES ? this.undecided : undefined
  }

  /** What stands where no attempt is left, or was left. */
  get undecided(): Verdict {
    const words = new Set(this.verdicts.map(({ outcome, actual, why }) => `${outcome} (${actual ?? why ?? ''})`))
    return { outcome: 'inconclusive', why: words.size === 0 ? 'not tried' : [...words].join(', then ') }
  }
}

const isClean = ({ outcome, expected }: Verdict): boolean =>
  outcome === 'pass' || (outcome === 'info' && expected === undefined)
