import { BoundedMap } from '../../../core/bounded.ts'
import { defineRule } from '../../rule.ts'

const ENOUGH = 4
const MAX_SEGMENTS = 256
const MAX_ADDRESSES = 64

/** Who answers ARP on a segment: one MAC so far, for these addresses. */
interface Answers {
  readonly mac: string
  readonly addresses: Set<string>
}

export const cloudFabric = defineRule({
  id: 'net/cloud-fabric',
  severity: 'warning',
  rfc: { none: 'The RFCs presume a segment with multicast and with hosts that answer for themselves.' },
  condition: 'One MAC address answers ARP for every address of the segment, those of different routers included.',
  why: 'This looks like a cloud fabric: it drops multicast and ignores gratuitous ARP, so no takeover moves the address.',
  remedy:
    'Use `unicast_peer` with the addresses of the others, allow protocol 112 in the security group, and move the address by ' +
    "the provider's API in `notify_master`.",
  messages: { fabric: '{mac} answers for {count} addresses of the segment, and no other MAC answers at all.' },
  watch(run) {
    const bySegment = new BoundedMap<number, Answers | 'several'>(MAX_SEGMENTS)
    return {
      facts: {
        arp(fact) {
          if (fact.role !== 'reply') return
          const segment = run.world.segmentOf(fact.source, fact.path)
          const known = bySegment.get(segment)
          if (known === 'several') return
          if (known !== undefined && known.mac !== fact.senderMac) return bySegment.set(segment, 'several')
          const answers = known ?? { mac: fact.senderMac, addresses: new Set<string>() }
          if (answers.addresses.size < MAX_ADDRESSES) answers.addresses.add(fact.senderIp.text)
          bySegment.set(segment, answers)
        },
      },
      onEnd(world) {
        for (const segment of new Set(world.virtualRouters.map((vr) => vr.segment))) {
          const answers = bySegment.get(segment)
          if (answers === undefined || answers === 'several' || answers.addresses.size < ENOUGH) continue
          const routers = world.virtualRouters.filter((vr) => vr.segment === segment).flatMap((vr) => vr.routers)
          // A host with many addresses answers for itself: a fabric also answers for routers that have other MACs.
          const others = routers.filter(
            ({ mac, address }) => mac !== answers.mac && answers.addresses.has(address.text),
          )
          if (others.length === 0) continue
          run.report('fabric', {
            routers: others,
            incident: segment,
            confidence: 'likely',
            values: { mac: answers.mac, count: answers.addresses.size },
          })
        }
      },
    }
  },
})
