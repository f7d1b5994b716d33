import { NS_PER_MS, NS_PER_SEC, type Ns, ns } from '../core/time.ts'
import type { TrackedRouter } from './router.ts'
import { intervalOf } from './shadow.ts'

// How much reality may differ from the plan before that means something.

/** A router on its way out may still send what it had begun, or one last advert (higher_prio_send_advert). */
const GRACE_NS = 50 * NS_PER_MS
/** A loaded machine delays single adverts by up to this. */
export const LATENESS_NS = 30 * NS_PER_MS

/** What a measured time may differ from the computed one: 30 ms, or 2 % of long ones. */
export const tolerance = (duration: Ns): Ns => ns(Math.max(LATENESS_NS, 0.02 * duration))

/** A capture is quiet across the boundary of two of its files as it is inside one: so much, or a takeover, is no hole. */
export const FOLLOWING_NS = 2 * NS_PER_SEC

/** How much later than planned a router may act. */
export const slackOf = (r: TrackedRouter): Ns => tolerance(intervalOf(r.params))

/** How long after an advert that calls for it a router may take to yield or to answer. */
export const graceOf = (r: TrackedRouter): number => Math.min(GRACE_NS, intervalOf(r.params) / 2)

/** An advert of it is missing at `atNs`. */
export const isOverdue = (r: TrackedRouter, atNs: Ns): boolean =>
  atNs - r.lastAdvertNs > 1.5 * intervalOf(r.params) + slackOf(r)

/** A gap of the capture, or adverts that could not be read, hide when it fell silent. */
export const isExcused = (r: TrackedRouter): boolean => r.excusedNs > r.lastAdvertNs
