import { isMulticast } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import type { Deviation } from '../../../observe/listener.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { patience } from '../../overlap.ts'
import { pairOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

export const oneWayDeafness = defineRule({
  id: 'state/one-way-deafness',
  severity: 'error',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 7.1'],
  condition: 'A router never reacts to adverts that the segment carries and that it should accept.',
  why:
    'The adverts pass this vantage point and get lost before the daemon of {deaf}: a host firewall, a switch port, IGMP ' +
    'snooping. A capture on {deaf} itself may still show them, because packets are captured before netfilter drops them.',
  remedy:
    'On {deaf}: `nft insert rule inet filter input ip protocol 112 accept` (IPv6: `meta l4proto 112 accept`), firewalld ' +
    '`firewall-cmd --permanent --add-rich-rule=\'rule protocol value="vrrp" accept\'`; then its switch port: IGMP snooping ' +
    'must not prune 224.0.0.0/24. In a cloud allow protocol 112 in the security group.',
  messages: {
    one: '{deaf} does not react to the adverts of {other}, which are on the wire: it does not hear them.',
    hopLimit: {
      text:
        '{deaf} does not react to the adverts of {other}, which are on the wire: they arrive with hop limit {hopLimit}, and it may ' +
        'demand more (`min_ttl`), or it does not hear them.',
      why:
        'By unicast keepalived takes every hop limit, unless its `min_ttl` for that peer is higher; what it then rejects it does ' +
        'not obey. Else the adverts get lost before the daemon of {deaf}: a host firewall, a switch port, a router on the way.',
      remedy:
        'Look in the log of {deaf} for `TTL/HL {hopLimit} not in range`. If it is there, set `unicast_ttl 255` on {other}, or lower ' +
        '`min_ttl` for {other} in the `unicast_peer` block of {deaf}; if not, on {deaf}: `nft insert rule inet filter input ip ' +
        'protocol 112 accept`, and allow protocol 112 in the security group of a cloud.',
    },
    both: '{deaf} and {other} do not react to the adverts of each other, which are on the wire: neither hears the other.',
  },
  watch(run) {
    // Who ignores whom, by the router that ignores, in which of its Active periods: each time is an incident of its own.
    const ignored = new WeakMap<LivePeriod, Set<LiveRouter>>()
    return {
      onDeviation(deviation) {
        const { kind, router, other, tNs, frameNo } = deviation
        if (kind === 'yielded-wrongly') return
        const [own, others] = [router.period, other.period]
        if (own === undefined || others === undefined) return
        ignored.set(own, (ignored.get(own) ?? new Set()).add(other))
        // One advert in flight is no deafness: it must go on.
        run.after(ns(tNs + patience(router, other)), () => {
          if (!bothWentOn(deviation)) return
          const neither = ignored.get(others)?.has(router) === true
          const since = Math.max(own.from, others.from)
          const { hopLimit, dst } = other.lastSighting
          const isFar = hopLimit < 255 && !isMulticast(dst) && router.config === undefined
          run.report(neither ? 'both' : isFar ? 'hopLimit' : 'one', {
            virtualRouter: router.virtualRouter,
            routers: [router, other],
            incident: `${neither ? pairOf(router, other) : `${router.name} ${other.name}`} ${since}`,
            seen: [{ tNs, frameNo }],
            confidence: 'likely',
            values: { deaf: router.name, other: other.name, ...(isFar && !neither ? { hopLimit } : {}) },
          })
        })
      },
    }
  },
})

function bothWentOn({ router, other, tNs }: Deviation): boolean {
  const until = tNs + patience(router, other)
  return [router, other].every((speaker) =>
    speaker.virtualRouter.periods.some((p) => p.router === speaker && p.from <= until && (p.to ?? until) >= until),
  )
}
