import { isVirtualMac } from '../../../core/address.ts'
import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LiveHost, LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { addressesOf } from '../../addresses.ts'
import { macsOfRouter } from '../../interface-macs.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { whileSilent } from '../../while-silent.ts'

const MAX_OPEN = 4096

export const priorityZeroMissing = defineRule({
  id: 'state/priority-zero-missing',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.3'],
  condition:
    'An Active router falls silent without priority 0 and did not yield to anyone, while its host sends other frames within ' +
    'two Active_Down_Intervals: one until a Backup takes over, one to answer it.',
  why:
    'The daemon died or was killed. Its host may still hold the virtual address, and the Backup had to wait for ' +
    'Active_Down_Interval.',
  remedy:
    'On {router}: `journalctl -u keepalived` (or frr) for a crash, the OOM killer or SIGKILL; set `Restart=on-failure` in ' +
    'the unit, and check that the interface does not hold {addresses} any more.',
  messages: {
    silent:
      '{router} fell silent without priority 0 for VRID {vrid}; {aliveMs} ms later its host still sent other frames.',
  },
  watch(run) {
    // Periods that ended in silence, until a sign of life was found or two Active_Down_Intervals have passed.
    const open = new Set<LivePeriod>()
    const silent = whileSilent(run)
    // Where it advertises from the virtual MAC, its host is known by the MACs of its own.
    const hostsOf = (router: LiveRouter): readonly LiveHost[] =>
      macsOfRouter(run.world, router).flatMap((mac) =>
        isVirtualMac(mac) ? [] : (run.world.host(router.virtualRouter.segment, mac) ?? []),
      )
    const judge = (period: LivePeriod, to: Ns): void => {
      const aliveNs = open.has(period) ? aliveAfter(period, to, hostsOf(period.router)) : undefined
      if (aliveNs === undefined || aliveNs > windowEnd(period, to)) return
      open.delete(period)
      const { router } = period
      const { virtualRouter } = router
      silent.report(router, 'silent', {
        virtualRouter,
        routers: [router],
        incident: to,
        // Before the next advert was due it may have died with its daemon.
        confidence: aliveNs - to > nsFromCs(router.advertised) ? 'certain' : 'likely',
        from: to,
        to: aliveNs,
        seen: [{ tNs: to, frameNo: period.lastFrameNo }],
        values: {
          router: router.name,
          vrid: virtualRouter.vrid,
          addresses: addressesOf(virtualRouter),
          aliveMs: inMs(ns(aliveNs - to)),
        },
      })
    }
    return {
      onActive: silent.onActive,
      onPeriodEnd(period) {
        const { to } = period
        if (period.endedBy !== 'silence' || period.muted || to === undefined || open.size >= MAX_OPEN) return
        open.add(period)
        run.after(ns(to + period.router.activeDownNs(period.router)), () => judge(period, to))
        run.after(windowEnd(period, to), () => {
          judge(period, to)
          open.delete(period)
        })
      },
      onEnd() {
        for (const period of open) if (period.to !== undefined) judge(period, period.to)
      },
    }
  },
})

const windowEnd = ({ router }: LivePeriod, to: Ns): Ns => ns(to + 2 * router.activeDownNs(router))

/** When a frame of its hosts was seen after its last advert; undefined without one, or where the daemon spoke again. */
function aliveAfter({ router }: LivePeriod, end: Ns, hosts: readonly LiveHost[]): Ns | undefined {
  if (router.lastAdvertNs > end) return undefined
  const isLater = (at: Ns | undefined): boolean => at !== undefined && at > end
  // It came back, with its link or with a new daemon: what else it sends is no sign that it lived in between.
  const cameBack = hosts.some(({ lastJoinNs, lastProbeNs }) => isLater(lastJoinNs) || isLater(lastProbeNs))
  const seen = Math.max(
    end,
    ...hosts.flatMap(({ lastLeaveNs, lastIcmpErrorNs, lastNs }) => [
      lastLeaveNs ?? end,
      lastIcmpErrorNs ?? end,
      cameBack ? end : lastNs,
    ]),
  )
  // A frame that left together with the last advert proves nothing.
  return seen > end + nsFromCs(router.advertised) / 10 ? ns(seen) : undefined
}
