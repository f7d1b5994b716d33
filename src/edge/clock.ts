import { NS_PER_MS, type Ns, type Timeline } from '../core/time.ts'
import type { Clock, Wakeup } from '../speaker/ports.ts'

// Time for whoever must not notice that someone sets the clock: monotonic, tied to the wall clock where it began.

/** Monotonic time since the epoch of a run. */
export class MonotonicClock implements Clock {
  readonly #originMs: number

  constructor(timeline: Timeline) {
    this.#originMs = performance.timeOrigin - timeline.epochSec * 1000
  }

  now(): Ns {
    return Math.round((this.#originMs + performance.now()) * NS_PER_MS) as Ns
  }
}

/** The second that a run which starts now counts from. */
export const currentSecond = (): number => Math.floor((performance.timeOrigin + performance.now()) / 1000)

/** Node's timers ring up to this early or late. */
const TIMER_SLACK_NS = 1.2 * NS_PER_MS

/** At most this share of the time is spent turning the event loop for precision's sake, saved up over at most 50 ms. */
const SPIN_SHARE = 0.12
const SPIN_SAVED_NS = 50 * NS_PER_MS

/**
 * An alarm that rings within some 50 us of its time while alarms are rare, and never keeps more than an eighth of a core
 * busy where they are many: a timer until shortly before, then turns of the event loop, in which frames still come in.
 */
export class Alarm implements Wakeup {
  readonly #clock: Clock
  readonly #budget: SpinBudget
  #deadline: Ns | undefined
  #timer: NodeJS.Timeout | undefined
  #spin: NodeJS.Immediate | undefined
  #wake: () => void = () => {}

  /** Alarms of one process share a budget. */
  constructor(clock: Clock, budget = new SpinBudget()) {
    this.#clock = clock
    this.#budget = budget
  }

  onWake(wake: () => void): void {
    this.#wake = wake
  }

  at(deadline: Ns): void {
    if (deadline === this.#deadline) return
    this.cancel()
    this.#deadline = deadline
    this.#approach(this.#clock.now())
  }

  cancel(): void {
    this.#deadline = undefined
    clearTimeout(this.#timer)
    clearImmediate(this.#spin)
  }

  #approach(now: Ns): void {
    const left = this.#deadline! - now
    // Timers come before input in a turn of the event loop: what came while this process was held up is read first.
    if (left <= 0) this.#spin = setImmediate(() => this.#ring())
    else if (left > TIMER_SLACK_NS) {
      const sleepMs = Math.max(1, Math.floor((left - TIMER_SLACK_NS) / NS_PER_MS))
      this.#timer = setTimeout(() => this.#approach(this.#clock.now()), sleepMs)
    } else if (this.#budget.allows(now)) this.#turn(now)
    else this.#timer = setTimeout(() => this.#approach(this.#clock.now()), 1)
  }

  #turn(since: Ns): void {
    this.#spin = setImmediate(() => {
      const now = this.#clock.now()
      this.#budget.spend(now - since)
      if (now >= this.#deadline!) this.#ring()
      else this.#turn(now)
    })
  }

  #ring(): void {
    this.#deadline = undefined
    this.#wake()
  }
}

/** Spinning time, earned at SPIN_SHARE of real time. */
export class SpinBudget {
  #saved = SPIN_SAVED_NS
  #earnedUntil = 0

  allows(now: Ns): boolean {
    this.#saved = Math.min(SPIN_SAVED_NS, this.#saved + (now - this.#earnedUntil) * SPIN_SHARE)
    this.#earnedUntil = now
    return this.#saved > 0
  }

  spend(duration: number): void {
    this.#saved -= duration
  }
}
