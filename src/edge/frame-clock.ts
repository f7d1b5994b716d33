import { NS_PER_MS, type Ns, ns } from '../core/time.ts'
import { MonotonicClock } from './clock.ts'
import type { RingStamps } from './ring-stamps.ts'
import type { TapReport } from './tap.ts'

/**
 * When the frames came that `cap` hands over: by the kernel as long as its ring can be read, else by the clock here.
 * Reports by which, and that the kernel has begun to drop frames.
 */
export class FrameClock {
  readonly #epochSec: number
  readonly #report: (line: TapReport) => void
  readonly #clock: MonotonicClock
  #ring: RingStamps | undefined
  #last: Ns
  #lost = false

  constructor(ring: RingStamps | undefined, epochSec: number, report: (line: TapReport) => void) {
    this.#ring = ring
    this.#epochSec = epochSec
    this.#report = report
    this.#clock = new MonotonicClock({ epochSec })
    this.#last = this.#clock.now()
    report({ event: 'clock', clock: ring === undefined ? 'arrival' : 'kernel' })
  }

  /** To be called for every frame, while it is handed over: its time since `epochSec`. */
  stamp(): Ns {
    const at = this.#fromRing() ?? this.#clock.now()
    if (this.#ring?.losing && !this.#lost) {
      this.#lost = true
      this.#report({ event: 'losing', fromMs: this.#unixMs(this.#last), toMs: this.#unixMs(at) })
    }
    this.#last = at
    return at
  }

  #fromRing(): Ns | undefined {
    const at = this.#ring?.stamp(this.#epochSec)
    if (at !== undefined) return ns(at)
    if (this.#ring !== undefined) this.#report({ event: 'clock', clock: 'arrival' })
    this.#ring = undefined
    return undefined
  }

  #unixMs(at: Ns): number {
    return this.#epochSec * 1000 + at / NS_PER_MS
  }
}
