import { type Ns, ns } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Values } from '../../rule.ts'
import { wasActiveUnseen } from '../../silence.ts'

const RETURNS = 3
const WINDOW_INTERVALS = 30

export const flapping = defineRule({
  id: 'state/flapping',
  severity: 'error',
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 6.4.3'],
  condition:
    'The Active role leaves a router and comes back to it three times or more within 30 Active_Down_Intervals.',
  why: 'Each move costs connections and rewrites the tables of hosts and switches.',
  remedy:
    'Find what takes the role from {router}: the log of its `track_script`, adverts that come late (CPU, packet loss), a ' +
    'stranger in its VRID. Until then `nopreempt` on the router with the higher priority stops the moves.',
  messages: {
    flaps: '{router} lost VRID {vrid} and was Active again {returns} times within {windowMs} ms.',
  },
  watch: (run) => {
    const unseen = new WeakSet<LivePeriod>()
    // The first of a virtual router that flaps: where the role goes to and fro, each of its returns is one of the other, too.
    const told = new WeakMap<
      LiveVirtualRouter,
      { readonly router: LiveRouter; since: Ns; count: number; values: Values }
    >()
    const onActive = (period: LivePeriod): void => {
      if (wasActiveUnseen(period)) {
        unseen.add(period)
        return
      }
      const { router, from } = period
      const window = ns(WINDOW_INTERVALS * router.activeDownNs(router))
      const returns = returnsSince(period, from - window).filter((p) => !unseen.has(p))
      const oldest = returns[0]
      if (returns.length < RETURNS || oldest === undefined) return
      const { virtualRouter } = router
      const all = told.get(virtualRouter) ?? { router, since: oldest.from, count: 0, values: {} }
      const times = router !== all.router ? 0 : all.count === 0 ? returns.length : 1
      if (times > 0) {
        all.count += times
        const windowMs = inMs(ns(from - all.since))
        all.values = { router: router.name, vrid: virtualRouter.vrid, returns: all.count, windowMs }
        told.set(virtualRouter, all)
      }
      run.report('flaps', {
        virtualRouter,
        routers: [router],
        incident: 'flapping',
        times,
        from: oldest.from,
        seen: returns.map((p) => ({ tNs: p.from, frameNo: p.firstFrameNo })),
        values: all.values,
      })
    }
    return { onActive }
  },
})

/** Periods of the router that began since then, this one included; its first of all was a start-up and no return. */
function returnsSince(period: LivePeriod, since: number): readonly LivePeriod[] {
  const { router } = period
  const before = router.virtualRouter.periods.filter(
    (p) => p.router === router && p.from >= since && p.silenceBefore !== undefined,
  )
  return period.silenceBefore === undefined ? before : [...before, period]
}
