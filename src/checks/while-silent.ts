import type { LivePeriod, LiveRouter } from '../observe/live.ts'
import { tolerance } from '../observe/tolerance.ts'
import type { Run, Sign } from './rule.ts'
import { isPace, wasActiveUnseen } from './silence.ts'

/** What rules say of a router's silence, to be taken back where there was none. */
export interface WhileSilent<M extends string> {
  report(router: LiveRouter, message: M, sign: Sign): void
  /**
   * The silence is over: where the router had advertised all the time, the capture lacks it (net/capture-gap). That
   * silences are the interval of the router shows at the end of the second one. Nor is said what began to show just before
   * its adverts go on.
   */
  onActive(period: LivePeriod): void
  /** The same of a router that counted as Active all the while. */
  onLate(router: LiveRouter): void
}

export function whileSilent<M extends string>(run: Run<M>): WhileSilent<M> {
  const told = new WeakMap<LiveRouter, Map<M, Sign>>()
  const toldBefore = new WeakMap<LiveRouter, Map<M, Sign>>()
  const over = (message: M, { to: _, ...sign }: Sign): void => run.close(message, sign)
  return {
    report(router, message, sign) {
      const signs = told.get(router) ?? new Map<M, Sign>()
      if (!signs.has(message)) told.set(router, signs.set(message, sign))
      run.report(message, sign)
    },
    onActive(period) {
      const { router } = period
      const signs = told.get(router) ?? new Map<M, Sign>()
      const earlier = toldBefore.get(router) ?? []
      told.delete(router)
      toldBefore.set(router, signs)
      const isPaced = isPace(period)
      if (isPaced) for (const [message, sign] of earlier) run.withdraw(message, sign)
      const isWrong = isPaced || wasActiveUnseen(period)
      for (const [message, sign] of signs)
        if (isWrong || isOfBeginning(period, sign)) run.withdraw(message, sign)
        else over(message, sign)
    },
    onLate(router) {
      for (const [message, sign] of told.get(router) ?? []) over(message, sign)
      told.delete(router)
    },
  }
}

/** Its first advert comes after what was seen, or got lost then. */
function isOfBeginning({ router, from }: LivePeriod, { seen }: Sign): boolean {
  const first = seen?.[0]?.tNs
  return first !== undefined && from - first <= router.intervalNs + tolerance(router.intervalNs)
}
