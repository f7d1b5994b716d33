import { BoundedMap } from '../../../core/bounded.ts'
import { NS_PER_SEC } from '../../../core/time.ts'
import type { Seen } from '../../../wire/facts.ts'
import { defineRule } from '../../rule.ts'

const MANY = 100
const MAX_HOSTS = 1024

/** Announcements of one host in the second that began with the first of them. */
interface Burst {
  readonly first: Pick<Seen, 'tNs' | 'frameNo'>
  count: number
  worst: number
}

export const announcementStorm = defineRule({
  id: 'net/announcement-storm',
  severity: 'warning',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2'],
  condition: 'One host sends more than 100 gratuitous ARPs or unsolicited neighbour advertisements a second.',
  why: 'Switches and hosts with a rate limit for ARP or ND drop the rest, so part of the addresses stays with the old router.',
  remedy:
    'On the router: `garp_master_repeat 1`, `garp_master_refresh 0`, `vrrp_garp_interval 0.01`, `vrrp_gna_interval 0.01`, ' +
    'or `vrrp_min_garp`.',
  messages: { storm: '{mac} sent {count} announcements within one second.' },
  watch(run) {
    const bursts = new BoundedMap<string, Burst>(MAX_HOSTS)
    return {
      onClaim(claim, fact) {
        if (!claim.unasked) return
        const host = `${fact.source} ${fact.path} ${claim.mac}`
        const known = bursts.get(host)
        const worst = known?.worst ?? 0
        const burst =
          known !== undefined && fact.tNs - known.first.tNs < NS_PER_SEC
            ? known
            : { first: { tNs: fact.tNs, frameNo: fact.frameNo }, count: 0, worst }
        burst.count++
        burst.worst = Math.max(burst.worst, burst.count)
        bursts.set(host, burst)
        if (burst.count <= MANY) return
        run.report('storm', {
          incident: `${run.world.placeName(fact)} ${claim.mac}`,
          times: burst.count === MANY + 1 ? burst.count : 1,
          seen: [burst.first, fact],
          values: { mac: claim.mac, count: burst.worst },
        })
      },
    }
  },
})
