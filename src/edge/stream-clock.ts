import { NS_PER_MS, NS_PER_SEC, type Ns } from '../core/time.ts'
import type { Clock } from '../speaker/ports.ts'

/** Stamps that run this far ahead of the time that passes here: a recording, or a clock that was set. */
const LEAD_NS = NS_PER_SEC
/** A stream that kept pace this long is live: what jumps from then on is its clock. */
const PACE_NS = NS_PER_SEC
/** Clocks drift apart; a lead is measured against no earlier than this. */
const DRIFT_NS = 60 * NS_PER_SEC
/** Frames of several processors come out of order by less. */
const BACKWARD_NS = 50 * NS_PER_MS

/**
 * The time of a stream that may come from another host: its stamps, and between them the time that passes here. Of a
 * live stream somebody may set the clock: the stamps from there on are taken back to the time line that was. For a
 * recording that is merely piped in, time between frames means nothing, and `now` stays with its stamps.
 */
export class StreamClock implements Clock {
  /** The frame before the last `saw`, if the clock was set between the two. */
  steppedAt: Ns | undefined
  readonly #real: () => number
  /** What was taken off the stamps since the clock was set. */
  #shift = 0
  /** How far stamps are ahead of the real time: the most so far, and where the measuring began. */
  #offset: number | undefined
  #base = 0
  #baseAt = 0
  #paceSince = 0
  #replayed = false
  #last = Number.NEGATIVE_INFINITY

  /** `real` is a monotonic clock in nanoseconds. */
  constructor(real: () => number = () => performance.now() * NS_PER_MS) {
    this.#real = real
  }

  /** The stream kept pace with the time here. */
  get live(): boolean {
    return this.#offset !== undefined && this.#real() - this.#paceSince >= PACE_NS
  }

  /** A frame with this stamp has just been read: when it was on the time line of the stream. */
  saw(stamp: Ns): Ns {
    const real = this.#real()
    this.steppedAt = undefined
    if (this.#offset === undefined) this.#begin(stamp - real, real)
    const jumped = this.#jumped(stamp - this.#shift, real)
    if (this.live) this.#replayed = false
    if (jumped && this.live) {
      this.steppedAt = this.#last as Ns
      this.#shift = stamp - Math.max(this.now(), this.#last)
    } else if (jumped) {
      this.#begin(stamp - this.#shift - real, real)
      this.#replayed = true
    }
    const at = stamp - this.#shift
    this.#offset = Math.max(this.#offset!, at - real)
    if (real - this.#baseAt > DRIFT_NS) this.#measureFrom(this.#offset, real)
    if (at > this.#last) this.#last = at
    return at as Ns
  }

  /** Minus infinity before the first frame. */
  now(): Ns {
    if (this.#offset === undefined || this.#replayed) return this.#last as Ns
    return Math.round(this.#real() + this.#offset) as Ns
  }

  #jumped(at: number, real: number): boolean {
    return at - real - this.#base > LEAD_NS || at < this.#last - BACKWARD_NS
  }

  #begin(offset: number, real: number): void {
    this.#offset = offset
    this.#paceSince = real
    this.#measureFrom(offset, real)
  }

  #measureFrom(offset: number, real: number): void {
    this.#base = offset
    this.#baseAt = real
  }
}
