import type { LiveTakeover } from '../../../observe/live.ts'
import { payAttention } from '../../attention.ts'
import { defineRule } from '../../rule.ts'

export const noAnnouncement = defineRule({
  id: 'state/no-announcement',
  severity: 'error',
  absence: true,
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 8.1.2', 'RFC 9568 8.2.2'],
  condition:
    'A router became Active and sent no gratuitous ARP or unsolicited neighbour advertisement for an address. One that ' +
    'hosts must discard (RFC 4861 7.1.2), without the override flag or without a link-layer address counts as none.',
  why: 'Hosts and switches keep sending to the router before it until their tables expire, which takes minutes.',
  remedy:
    'On {router} set `garp_master_repeat 5` (and `garp_master_refresh 60`), or announce by hand: `arping -U -I IF ADDRESS`; ' +
    'IPv6: `ndisc6`/`ndsend ADDRESS IF`.',
  messages: { missing: '{router} became Active for VRID {vrid} and never announced {addresses}.' },
  watch(run) {
    const attention = payAttention()
    return {
      ...attention,
      onTakeover(takeover) {
        const { to, at, frameNo } = takeover
        const silent = unannounced(takeover)
        if (silent.length === 0 || !attention.seesNeighbours(to) || wasCutShort(takeover)) return
        run.report('missing', {
          virtualRouter: to.virtualRouter,
          routers: [to],
          incident: at,
          seen: [{ tNs: at, frameNo }],
          values: { router: to.name, vrid: to.virtualRouter.vrid, addresses: silent.join(', ') },
        })
      },
    }
    // Active for less than an interval, or watched for less: the announcement may have been on its way.
    function wasCutShort({ at, to, period }: LiveTakeover): boolean {
      const interval = to.intervalNs
      return run.world.now - at < interval || (period.to ?? run.world.now) - at < interval
    }
  },
})

/** Addresses that the new Active router advertises and did not announce from two intervals before its first advert on. */
function unannounced({ to, at }: LiveTakeover): readonly string[] {
  // FRR announces when its interface comes up, over IPv6 one interval before its first advert gets out.
  const since = at - 2 * to.intervalNs
  return to.lastSighting.advert.addresses
    .map(({ text }) => text)
    .filter((address) => (to.announced.get(address)?.tNs ?? Number.NEGATIVE_INFINITY) < since)
}
