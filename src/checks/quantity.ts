import { NS_PER_US, type Ns, ns } from '../core/time.ts'

/** Milliseconds with microseconds behind the point, as sentences print them. */
export const inMs = (duration: Ns): number => Math.round(duration / NS_PER_US) / 1000

/** What a measured time may differ from the computed one: 30 ms, or 2 % of long ones. */
export const tolerance = (duration: Ns): Ns => ns(Math.max(30e6, duration * 0.02))

export const plus = (at: Ns, duration: Ns): Ns => ns(at + duration)
