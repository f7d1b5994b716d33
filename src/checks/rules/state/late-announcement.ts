import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const lateAnnouncement = defineRule({
  id: 'state/late-announcement',
  severity: 'warning',
  absence: true,
  rfc: ['RFC 9568 6.4.2'],
  condition: 'The first announcement of a new Active router comes more than one interval after its first advert.',
  why: 'Until it comes, hosts and switches send to the router before it: the takeover is that much longer.',
  remedy:
    'Look on {router} for what delays it: `vrrp_garp_interval`, `garp_lower_prio_delay`, thousands of addresses, a busy CPU.',
  messages: { late: '{router} announced its addresses {delayMs} ms after it became Active for VRID {vrid}.' },
  watch: (run) => ({
    onTakeover({ to, at, frameNo, announceDelay, unseen }) {
      if (announceDelay === undefined || announceDelay <= to.intervalNs || unseen > 0) return
      run.report('late', {
        virtualRouter: to.virtualRouter,
        routers: [to],
        incident: at,
        seen: [{ tNs: at, frameNo }],
        values: { router: to.name, vrid: to.virtualRouter.vrid, delayMs: inMs(announceDelay) },
      })
    },
  }),
})
