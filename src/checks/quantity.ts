import { NS_PER_US, type Ns } from '../core/time.ts'

/** Milliseconds with microseconds behind the point, as sentences print them. */
export const inMs = (duration: Ns): number => Math.round(duration / NS_PER_US) / 1000
