import type { Verdict } from './verdict.ts'

const MAX_TRIES = 10
/**
 * What accuses the device has to be seen so often, and nothing better between: a frame that came late accuses nobody. Once
 * more for each attempt that told nothing: where the tester is disturbed, so may be the device.
 */
const ACCUSATIONS = 3
/** After an accusation, so many clean attempts clear the device. */
const ACQUITTALS = 2

/**
 * The verdicts of a case's attempts on a real wire. A clean first one stands at once; what could not be told is tried
 * again; where accusations and clean attempts keep taking turns, nothing can be told.
 */
export class Attempts {
  private readonly verdicts: Verdict[] = []
  private over = false
  private suspended = false

  /** Another attempt would tell no more. */
  giveUp(): void {
    this.over = true
  }

  /** The device died meanwhile, and others may be to blame: this is for another time. */
  suspend(): void {
    this.suspended = true
  }

  get isSuspended(): boolean {
    return this.suspended
  }

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
    const disturbed = this.count - clean.length - accusing.length
    if (accusing.length >= ACCUSATIONS + disturbed && clean.length === 0) return accusing[0]
    return this.over || this.count >= MAX_TRIES ? this.undecided : undefined
  }

  /** What stands in the end. */
  get verdict(): Verdict {
    return this.decided ?? this.undecided
  }

  private get undecided(): Verdict {
    const [first, ...more] = new Set(this.verdicts.map(wordsOf))
    const why = more.length === 0 ? (this.verdicts[0]?.why ?? first) : [first, ...more].join(', then ')
    return { outcome: 'inconclusive', why: why ?? 'not tried' }
  }
}

const wordsOf = ({ outcome, actual, why }: Verdict): string => `${outcome} (${actual ?? why ?? ''})`

const isClean = ({ outcome, expected }: Verdict): boolean =>
  outcome === 'pass' || (outcome === 'info' && expected === undefined)
