import { ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { isSilencedByPeer } from '../../peers.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { advertsUnseen, shortestWait } from '../../silence.ts'

export const nearFailover = defineRule({
  id: 'state/near-failover',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.1'],
  condition:
    'Adverts of the Active router come later than two intervals, short of Active_Down_Interval; or later, where nobody took ' +
    'over and no IP id tells why.',
  why: 'One more late advert and a Backup takes over without need. Usual of a starved CPU, of disk I/O, of packet loss.',
  remedy:
    'On {router}: `vrrp_rt_priority 50` or `max_auto_priority 99` in `global_defs`; for sub-second intervals ' +
    '`down_timer_adverts 6` on every member, or a longer `advert_int`.',
  messages: {
    late: '{router} came close to losing VRID {vrid}: its advert was {worstMs} ms after the one before, with an interval of {intervalMs} ms.',
    lost: {
      text:
        'Adverts of {router} for VRID {vrid} came here {worstMs} ms apart, with an interval of {intervalMs} ms: its IP ids show that ' +
        'it sent those in between in time.',
      why: 'They were lost on the way, or by the capture. One more in a row, and a Backup that lacks them too takes over without need.',
      remedy:
        'Capture on {router} and on a Backup at once: what leaves the one and never reaches the other is lost in the network ' +
        '(`ip -s link`, `ethtool -S`, counters of the switch port).',
    },
  },
  watch(run) {
    // The worst gap of each router that was late; forgotten with the router.
    const worst = new WeakMap<LiveRouter, number>()
    return {
      onLate(router, gap, sighting) {
        if (isSilencedByPeer(router) || (gap >= shortestWait(router) && isExplained(router, gap))) return
        worst.set(router, Math.max(worst.get(router) ?? 0, gap))
        run.report(advertsUnseen(router, gap) > 0 ? 'lost' : 'late', {
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

/** The IP ids tell more: state/starved-active says that no advert was sent, net/capture-gap that they were. */
const isExplained = (router: LiveRouter, gap: number): boolean =>
  router.idsLeftOut === 0 || advertsUnseen(router, gap) > 0
