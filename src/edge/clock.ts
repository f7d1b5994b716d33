import { NS_PER_MS, type Ns, type Timeline } from '../core/time.ts'
import type { Clock, Wakeup } from '../speaker/ports.ts'
import { WakeThread } from './wake-thread.ts'

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

/** A thread that sleeps wakes the event loop up to this late, most of the time. */
const WAKE_SLACK_NS = 0.4 * NS_PER_MS

/** At most this share of the time is spent turning the event loop for precision's sake, saved up over at most 50 ms. */
const SPIN_SHARE = 0.12
const SPIN_SAVED_NS = 50 * NS_PER_MS

/** Who has slept for so long wakes slowly, and is woken earlier. */
const LONG_SLEEP_NS = 100 * NS_PER_MS
const LONG_SLACK_NS = 2 * NS_PER_MS

/** A timer that rings where the thread does not: while it starts, or should it have died. */
const RESERVE_MS = 20

/**
 * An alarm that rings within some 50 us of its time while alarms are rare, and never keeps more than an eighth of a core
 * busy where they are many: a thread sleeps until shortly before, then the event loop turns, and frames still come in.
 */
export class Alarm implements Wakeup {
  readonly #clock: Clock
  readonly #budget: SpinBudget
  readonly #thread = new WakeThread(() => this.#approach(this.#clock.now()))
  #deadline: Ns | undefined
  #reserve: NodeJS.Timeout | undefined
  #spin: NodeJS.Immediate | undefined
  #wake: () => void = () => {}
  /** So long before its time a sleep ends. */
  #slack = WAKE_SLACK_NS

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
    clearTimeout(this.#reserve)
    clearImmediate(this.#spin)
    this.#deadline = deadline
    this.#slack = WAKE_SLACK_NS
    this.#approach(this.#clock.now())
  }

  cancel(): void {
    this.#deadline = undefined
    clearTimeout(this.#reserve)
    clearImmediate(this.#spin)
    this.#thread.cancel()
  }

  #approach(now: Ns): void {
    clearImmediate(this.#spin)
    if (this.#deadline === undefined) return
    const left = this.#deadline - now
    // What came while this process was held up is read first, in the same turn of the event loop.
    if (left <= 0) this.#spin = setImmediate(() => this.#ring())
    else if (left > this.#slack) {
      if (left > LONG_SLEEP_NS) this.#slack = LONG_SLACK_NS
      this.#sleep(left, this.#slack)
    } else if (this.#budget.allows(now)) this.#turn(now)
    else this.#sleep(left, 0)
  }

  #sleep(left: number, slack: number): void {
    this.#thread.ringIn((left - slack) / NS_PER_MS)
    clearTimeout(this.#reserve)
    this.#reserve = setTimeout(() => this.#approach(this.#clock.now()), left / NS_PER_MS + RESERVE_MS)
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
    clearTimeout(this.#reserve)
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
