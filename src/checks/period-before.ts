import type { Ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter } from '../observe/live.ts'

/** The last Active period of a router that began before `at`. */
export const periodBefore = (router: LiveRouter, at: Ns): LivePeriod | undefined =>
  router.virtualRouter.periods.findLast((period) => period.router === router && period.from < at)
