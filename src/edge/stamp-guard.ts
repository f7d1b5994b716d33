import { NS_PER_MS, type Ns } from '../core/time.ts'

/** Frames of several processors come out of order by less; nobody stamps a frame this far in the future. */
const TOLERANCE_NS = 50 * NS_PER_MS

/**
 * Keeps the stamps of a live capture on the run's monotonic time line when someone sets the clock. A stamp cannot lie
 * in the future and cannot go back: if one does, the clock that made it was set, and from there on the difference is
 * taken off.
 */
export class StampGuard {
  #shift = 0
  #last = Number.NEGATIVE_INFINITY

  /** The frame's time on the run's time line; `now` is when it was read. */
  correct(stamp: Ns, now: Ns): Ns {
    let at = stamp - this.#shift
    if (at > now + TOLERANCE_NS || at < this.#last - TOLERANCE_NS) {
      this.steppedAt = Math.max(this.#last, 0) as Ns
      this.#shift = stamp - now
      at = now
    }
    if (at > this.#last) this.#last = at
    return at as Ns
  }

  /** Set by `correct` when it met a step: the time of the frame before. Whoever reports it clears it. */
  steppedAt: Ns | undefined = undefined
}
