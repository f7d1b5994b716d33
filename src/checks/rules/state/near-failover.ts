import { ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { isSilencedByPeer } from '../../peers.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const nearFailover = defineRule({
  id: 'state/near-failover',
  severity: 'warning',
  absence: true,
  rfc: ['RFC 9568 6.1'],
  condition: 'Adverts of the Active router come later than two intervals, short of Active_Down_Interval.',
  why: 'One more late advert and a Backup takes over without need. Usual of a starved CPU, of disk I/O, of packet loss.',
  remedy:
    'On {router}: `vrrp_rt_priority 50` or `max_auto_priority 99` in `global_defs`; for sub-second intervals ' +
    '`down_timer_adverts 6` on every member, or a longer `advert_int`.',
  messages: {
    late: '{router} came close to losing VRID {vrid}: its advert was {worstMs} ms after the one before, with an interval of {intervalMs} ms.',
  },
  watch(run) {
    // The worst gap of each router that was late; forgotten with the router.
    const worst = new WeakMap<LiveRouter, number>()
    return {
      onLate(router, gap, sighting) {
        if (gap >= shortestWait(router) || isSilencedByPeer(router)) return
        worst.set(router, Math.max(worst.get(router) ?? 0, gap))
        run.report('late', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          seen: [sighting],
          values: {
            router: router.name,
            vrid: router.virtualRouter.vrid,
            worstMs: inMs(ns(worst.get(router) ?? gap)),
            intervalMs: inMs(nsFromCs(router.advertised)),
          },
        })
      },
    }
  },
})

/** Active_Down_Interval of the quickest other router, or of this one where it is alone. */
function shortestWait(router: LiveRouter): number {
  const others = router.virtualRouter.routers.filter((other) => other !== router)
  if (others.length === 0) return router.activeDownNs(router)
  return Math.min(...others.slice(0, 64).map((other) => other.activeDownNs(router)))
}
