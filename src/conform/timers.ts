import { NS_PER_MS, type Ns } from '../core/time.ts'
import type { Clock, Wakeup } from '../speaker/ports.ts'

interface Alarm {
  readonly atNs: Ns
  readonly ring: () => void
}

const NOTABLE_NS = 2 * NS_PER_MS
const MAX_MOMENTS = 10_000

/** Many alarms on one wakeup, rung in the order of their times; equal times in the order they were set. */
export class Timers {
  /** Waits of cases that have ended: a virtual run lets their code go on before time does. */
  wakenings = 0
  /** How late the latest alarm rang, or a frame passed: the noise of this machine. */
  worstLatenessNs = 0
  /** How late the first alarms of a run rang, one after another: what the noise is measured by. */
  readonly latenesses: number[] = []
  // The few worst moments are enough to tell whether one fell into a case.
  private readonly lateMoments: { readonly atNs: Ns; readonly latenessNs: number }[] = []
  private readonly alarms: Alarm[] = []
  private readonly clock: Clock
  private readonly wakeup: Wakeup

  constructor(clock: Clock, wakeup: Wakeup) {
    this.clock = clock
    this.wakeup = wakeup
    wakeup.onWake(() => this.ringDue())
  }

  now(): Ns {
    return this.clock.now()
  }

  /** Rings once at `atNs` (at the next turn of the wakeup if that is past). Returns how to cancel it. */
  at(atNs: Ns, ring: () => void): () => void {
    const alarm: Alarm = { atNs, ring }
    let place = this.alarms.length
    while (place > 0 && this.alarms[place - 1]!.atNs > atNs) place--
    this.alarms.splice(place, 0, alarm)
    if (place === 0) this.wakeup.at(atNs)
    return () => this.cancel(alarm)
  }

  /** The worst lateness of any alarm from `fromNs` on. */
  worstLatenessSince(fromNs: Ns): number {
    return this.lateMoments.reduce(
      (worst, { atNs, latenessNs }) => (atNs < fromNs ? worst : Math.max(worst, latenessNs)),
      0,
    )
  }

  /** A frame waited so long in this machine, on its way out or in. */
  delayed(latenessNs: number): void {
    if (latenessNs >= NOTABLE_NS) this.keep(this.clock.now(), latenessNs)
  }

  /** Nothing rings any more. */
  end(): void {
    this.alarms.length = 0
    this.wakeup.cancel()
  }

  private note(now: Ns, latenessNs: number): void {
    if (this.latenesses.length < MAX_MOMENTS) this.latenesses.push(latenessNs)
    this.keep(now, latenessNs)
  }

  private keep(now: Ns, latenessNs: number): void {
    this.worstLatenessNs = Math.max(this.worstLatenessNs, latenessNs)
    if (latenessNs < NOTABLE_NS) return
    this.lateMoments.push({ atNs: now, latenessNs })
    if (this.lateMoments.length > MAX_MOMENTS) this.lateMoments.shift()
  }

  private cancel(alarm: Alarm): void {
    const place = this.alarms.indexOf(alarm)
    if (place < 0) return
    this.alarms.splice(place, 1)
    if (place === 0) this.rearm()
  }

  private ringDue(): void {
    const now = this.clock.now()
    for (let first = this.alarms[0]; first !== undefined && first.atNs <= now; first = this.alarms[0]) {
      this.alarms.shift()
      this.note(now, now - first.atNs)
      first.ring()
    }
    this.rearm()
  }

  private rearm(): void {
    const first = this.alarms[0]
    if (first === undefined) this.wakeup.cancel()
    else this.wakeup.at(first.atNs)
  }
}
