import { virtualMac } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import type { Place } from '../../../observe/listener.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { defineRule } from '../../rule.ts'

const ENOUGH = 4
/** Where no other router was heard: fewer could be those of one server. */
const MANY = 8
const MAX_PLACES = 256
const MAX_ADDRESSES = 64

/** Who answers ARP at a place: one MAC so far, for these addresses; undefined where several do. */
interface Answers {
  readonly place: Place
  readonly mac: string | undefined
  readonly addresses: Set<string>
}

export const cloudFabric = defineRule({
  id: 'net/cloud-fabric',
  severity: 'warning',
  rfc: { none: 'The RFCs presume a segment with multicast and with hosts that answer for themselves.' },
  condition:
    'One MAC address answers ARP for every address of the segment: those of different routers, or, where one router alone is ' +
    'heard, eight others that are none of its own.',
  why: 'This looks like a cloud fabric: it drops multicast and ignores gratuitous ARP, so no takeover moves the address.',
  remedy:
    'Use `unicast_peer` with the addresses of the others, allow protocol 112 in the security group, and move the address by ' +
    "the provider's API in `notify_master`.",
  messages: { fabric: '{mac} answers for {count} addresses of the segment, and no other MAC answers at all.' },
  watch(run) {
    const byPlace = new BoundedMap<string, Answers>(MAX_PLACES)
    return {
      facts: {
        arp(fact) {
          if (fact.role !== 'reply') return
          const { source, path, senderMac, senderIp } = fact
          const name = run.world.placeName(fact)
          const answers = byPlace.get(name) ?? { place: { source, path }, mac: senderMac, addresses: new Set<string>() }
          if (answers.addresses.size < MAX_ADDRESSES) answers.addresses.add(senderIp.text)
          byPlace.set(name, answers.mac === senderMac ? answers : { ...answers, mac: undefined })
        },
      },
      onEnd(world) {
        for (const answers of byPlace.values()) {
          const { place, mac, addresses } = answers
          if (mac === undefined || addresses.size < ENOUGH) continue
          const routers = world.virtualRouters.filter((vr) => world.hears(vr, place)).flatMap((vr) => vr.routers)
          // A host with many addresses answers for itself: a fabric also answers for routers that have other MACs.
          const others = routers.filter((router) => router.mac !== mac && addresses.has(router.address.text))
          const heard = new Set(routers.map(({ address }) => address.text))
          const alone = others.length === 0 && heard.size === 1 && routers.every((one) => isStranger(answers, one))
          if (others.length === 0 && !alone) continue
          run.report('fabric', {
            routers: alone ? routers : others,
            incident: world.placeName(place),
            confidence: alone ? 'possible' : 'likely',
            values: { mac, count: addresses.size },
          })
        }
      },
    }
  },
})

/** It answers for many addresses and is not the router, which answers for its virtual ones. */
function isStranger({ mac, addresses }: Answers, router: LiveRouter): boolean {
  const { virtualRouter } = router
  const own: readonly (string | undefined)[] = [router.mac, virtualMac(virtualRouter.family, virtualRouter.vrid)]
  return (
    addresses.size >= MANY && !own.includes(mac) && !virtualRouter.addresses.some(({ text }) => addresses.has(text))
  )
}
