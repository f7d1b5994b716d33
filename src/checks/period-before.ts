import type { Ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter } from '../observe/live.ts'

/** The last Active period of a router that began before `at`. */
export const periodBefore = (router: LiveRouter, at: Ns): LivePeriod | undefined =>
  router.virtualRouter.periods.findLast((period) => period.router === router && period.from < at)

/** Whether a router was Active at `at`, or within `slack` of it. */
export const wasActiveAround = (router: LiveRouter, at: Ns, slack: number): boolean =>
  router.virtualRouter.periods.some(
    (period) => period.router === router && period.from <= at + slack && (period.to ?? at) >= at - slack,
  )
