import { virtualMac } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import type { Place, World } from '../../../observe/listener.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { defineRule } from '../../rule.ts'

const ENOUGH = 4
/** Where no other router was heard: fewer could be those of one server. */
const MANY = 8
const MAX_PLACES = 256
const MAX_ADDRESSES = 64

/** Who answers ARP at a place: one MAC so far, for these addresses; undefined where several do. */
interface Answers {
  /** Where this was seen: a fabric has a vantage point at each router. */
  readonly places: readonly Place[]
  readonly mac: string | undefined
  readonly addresses: Set<string>
}

export const cloudFabric = defineRule({
  id: 'net/cloud-fabric',
  severity: 'warning',
  rfc: { none: 'The RFCs presume a segment with multicast and with hosts that answer for themselves.' },
  condition:
    'One MAC address answers ARP for every address of the segment: those of different routers, or, where no vantage point hears ' +
    'more than one router, eight others that are none of its own.',
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
          const name = `${source} ${path}`
          const answers = byPlace.get(name) ?? {
            places: [{ source, path }],
            mac: senderMac,
            addresses: new Set<string>(),
          }
          if (answers.addresses.size < MAX_ADDRESSES) answers.addresses.add(senderIp.text)
          byPlace.set(name, answers.mac === senderMac ? answers : { ...answers, mac: undefined })
        },
      },
      onEnd(world) {
        for (const answers of together([...byPlace.values()], world)) {
          const { places, mac, addresses } = answers
          if (mac === undefined || addresses.size < ENOUGH) continue
          const heard = world.virtualRouters.filter((vr) => places.some((place) => world.hears(vr, place)))
          const routers = heard.flatMap((vr) => vr.routers)
          // A host with many addresses answers for itself: a fabric also answers for routers that have other MACs.
          const others = routers.filter((router) => router.mac !== mac && addresses.has(router.address.text))
          const alone =
            others.length === 0 && eachAlone(answers, routers) && routers.every((one) => isStranger(answers, one))
          if (others.length === 0 && !alone) continue
          run.report('fabric', {
            routers: alone ? routers : others,
            incident: world.placeName(places[0]!),
            confidence: alone ? 'possible' : 'likely',
            values: { mac, count: addresses.size },
          })
        }
      },
    }
  },
})

/** What several vantage points of one segment saw, as one. */
function together(all: readonly Answers[], world: World): readonly Answers[] {
  const byName = new Map<string, Answers>()
  for (const one of all) {
    const name = world.placeName(one.places[0]!)
    const known = byName.get(name) ?? { ...one, places: [], addresses: new Set<string>() }
    byName.set(name, {
      places: [...known.places, ...one.places],
      mac: known.mac === one.mac ? one.mac : undefined,
      addresses: new Set([...known.addresses, ...one.addresses]),
    })
  }
  return [...byName.values()]
}

/** Whether routers are heard, and at no vantage point two of them: multicast comes nowhere. */
function eachAlone({ places }: Answers, routers: readonly LiveRouter[]): boolean {
  const heardAt = (place: Place): number =>
    new Set(
      routers
        .filter(({ flows }) => flows.some(({ source }) => source === place.source))
        .map(({ address }) => address.text),
    ).size
  return routers.length > 0 && places.every((place) => heardAt(place) <= 1)
}

/** It answers for many addresses and is not the router, which answers for its virtual ones. */
function isStranger({ mac, addresses }: Answers, router: LiveRouter): boolean {
  const { virtualRouter } = router
  const own: readonly (string | undefined)[] = [router.mac, virtualMac(virtualRouter.family, virtualRouter.vrid)]
  return (
    addresses.size >= MANY && !own.includes(mac) && !virtualRouter.addresses.some(({ text }) => addresses.has(text))
  )
}
