import { ns, nsFromCs } from '../../../core/time.ts'
import type { LivePeriod } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const priorityZeroMissing = defineRule({
  id: 'state/priority-zero-missing',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.3'],
  condition: 'An Active router falls silent without priority 0 while its host is alive, and did not yield to anyone.',
  why:
    'The daemon died or was killed. Its host may still hold the virtual address, and the Backup had to wait for ' +
    'Active_Down_Interval.',
  remedy:
    'On {router}: `journalctl -u keepalived` (or frr) for a crash, the OOM killer or SIGKILL; set `Restart=on-failure` in ' +
    'the unit, and check that {addresses} are gone from the interface.',
  messages: {
    silent: '{router} fell silent without priority 0 for VRID {vrid}; its host was still alive {aliveMs} ms later.',
  },
  watch: (run) => ({
    onPeriodEnd(period) {
      const { router, to } = period
      if (period.endedBy !== 'silence' || period.muted || to === undefined) return
      run.after(ns(to + router.activeDownNs(router)), () => {
        const aliveNs = aliveAfter(period, to)
        if (aliveNs === undefined) return
        const { virtualRouter } = router
        run.report('silent', {
          virtualRouter,
          routers: [router],
          incident: to,
          from: to,
          seen: [{ tNs: to, frameNo: period.lastFrameNo }],
          values: {
            router: router.name,
            vrid: virtualRouter.vrid,
            addresses: virtualRouter.addresses.map(({ text }) => text).join(', '),
            aliveMs: inMs(ns(aliveNs - to)),
          },
        })
      })
    },
  }),
})

/** When a frame of the host was seen after its last advert; undefined without one, or where the daemon spoke again. */
function aliveAfter({ router }: LivePeriod, end: number): number | undefined {
  const { host } = router
  if (host === undefined || router.lastAdvertNs > end) return undefined
  const seen = Math.max(host.lastNs, host.lastIcmpErrorNs ?? host.lastNs)
  // A frame that left together with the last advert proves nothing.
  return seen > end + nsFromCs(router.advertised) / 10 ? seen : undefined
}
