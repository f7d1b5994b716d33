import { ns } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { isSilencedByPeer } from '../../peers.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const starvedActive = defineRule({
  id: 'state/starved-active',
  severity: 'warning',
  absence: true,
  rfc: ['RFC 9568 6.4.3'],
  condition:
    'An Active router is silent for Active_Down_Interval or more and then goes on as if nothing had happened: IP id ' +
    'continued, no priority 0, no join, no duplicate address detection.',
  why: 'It never stopped, it was not scheduled: CPU, disk I/O or a frozen virtual machine. Meanwhile a Backup took over.',
  remedy:
    'On {router}: `vrrp_rt_priority 50` and `vrrp_rlimit_rttime` in `global_defs`, no swapping (`vrrp_no_swap`), a longer ' +
    '`advert_int`.',
  messages: {
    starved: '{router} was silent for {silenceMs} ms and resumed for VRID {vrid} without a restart.',
  },
  watch: (run) => {
    const lastIds = new WeakMap<LiveRouter, number>()
    return {
      onPeriodEnd: ({ router }) => void lastIds.set(router, router.ipId.last),
      onActive(period) {
        const { router, from, silenceBefore } = period
        if (silenceBefore === undefined || silenceBefore < router.activeDownNs(router)) return
        const last = ns(from - silenceBefore)
        if (previous(period)?.endedBy !== 'silence' || startedAnew(period, last) || isSilencedByPeer(router)) return
        // Ids left out are adverts that were sent and did not arrive: it was cut off, not starved.
        if (router.lastSighting.ipId !== (lastIds.get(router) ?? -1) + 1) return
        run.report('starved', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          incident: from,
          from: last,
          seen: [{ tNs: from, frameNo: period.firstFrameNo }],
          values: { router: router.name, vrid: router.virtualRouter.vrid, silenceMs: inMs(silenceBefore) },
        })
      },
    }
  },
})

const previous = (period: LivePeriod): LivePeriod | undefined =>
  period.router.virtualRouter.periods.filter((p) => p.router === period.router && p.from < period.from).at(-1)

function startedAnew({ router }: LivePeriod, since: number): boolean {
  const { host } = router
  return (host?.lastJoinNs ?? since) > since || (host?.lastProbeNs ?? since) > since
}
