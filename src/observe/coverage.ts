import { type Ns, ns } from '../core/time.ts'
import type { Gap } from './listener.ts'
import type { LiveFlow } from './live.ts'

/** The time of a vantage point that has shown nothing yet. */
export const UNKNOWN = ns(Number.NEGATIVE_INFINITY)

/** When something was watched: one vantage point, or those that a capture of all interfaces tells apart. */
export class Coverage {
  sources: readonly number[]
  fromNs: Ns = UNKNOWN
  toNs: Ns = UNKNOWN
  readonly gaps: Gap[] = []
  /** Its input has ended. */
  isOver = false
  /** How far the flows of others had come when it began, and when it ended. */
  readonly #before = new Map<LiveFlow, number>()
  readonly #until = new Map<LiveFlow, number>()

  constructor(source: number) {
    this.sources = [source]
  }

  /** Whether both watched at one time, as their clocks say. */
  meets(other: Coverage): boolean {
    return (this.fromNs <= other.toNs || !other.isOver) && (other.fromNs <= this.toNs || !this.isOver)
  }

  /** It begins while these flows go on. */
  begin(tNs: Ns, flows: Iterable<LiveFlow>): void {
    this.fromNs = tNs
    for (const flow of flows) this.#before.set(flow, flow.adverts)
  }

  /** It ends while these flows go on, or have ended since it began. */
  end(flows: Iterable<LiveFlow>): void {
    this.isOver = true
    for (const flow of flows) this.#until.set(flow, flow.adverts)
  }

  /** How many adverts a flow of another one, which it meets, delivered while this was watching. */
  countOf(flow: LiveFlow): number {
    const until = this.isOver ? (this.#until.get(flow) ?? 0) : flow.adverts
    return until - (this.#before.get(flow) ?? 0)
  }
}
