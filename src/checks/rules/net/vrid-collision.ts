import { sameIp, virtualMac } from '../../../core/address.ts'
import type { LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

const STRANGERS = 'VRID {vrid} is used by unrelated groups: {groups}.'
const SILENCED =
  'They take each other for members: the better one silences the other group, or each rejects the other and all stay Active'

export const vridCollision = defineRule({
  id: 'net/vrid-collision',
  severity: 'error',
  rfc: ['RFC 9568 5.2.3', 'RFC 9568 7.3'],
  condition: 'Groups of routers with no address in common, and that are no unicast peers, use one VRID on one segment.',
  why: `${SILENCED}.`,
  remedy:
    'Give one group another `virtual_router_id` on all its members; not seen here so far: {free}. Or take it off multicast ' +
    'with `unicast_peer`.',
  messages: {
    strangers: STRANGERS,
    oneMac: {
      text: STRANGERS,
      why: `${SILENCED}. Both send from the virtual MAC {virtualMac}, which switches move back and forth.`,
    },
  },
  watch(run) {
    // Who served the same addresses before, and renumbers now, is no stranger.
    const served = new WeakMap<LiveRouter, Set<string>>()
    const servedBy = (router: LiveRouter): ReadonlySet<string> => served.get(router) ?? new Set(addressesOf(router))
    return {
      onAdvert(s, virtualRouter, router) {
        if (router === undefined) return
        const known = served.get(router) ?? new Set<string>()
        served.set(router, known)
        for (const address of addressesOf(router)) if (known.size < MAX_SERVED) known.add(address)
        const groups = groupsOf(router, servedBy)
        if (groups.length < 2) return
        const mac = virtualMac(virtualRouter.family, virtualRouter.vrid)
        const sharing = groups.filter((group) => group.some((member) => member.mac === mac))
        run.report(sharing.length > 1 ? 'oneMac' : 'strangers', {
          virtualRouter,
          routers: groups.flat(),
          incident: 'collision',
          seen: [s],
          values: {
            vrid: virtualRouter.vrid,
            groups: groups.map(inWords).join(' and '),
            virtualMac: mac,
            free: freeNumbers(run.world.virtualRouters, virtualRouter),
          },
        })
      },
    }
  },
})

/** More numbers are of no use. */
const MAX_RANGES = 8
/** Two full adverts of addresses: one was renumbered. */
const MAX_SERVED = 512

/** Routers that share an address, or that one of them has for a unicast peer, are one group. Those without an address belong to none. */
function groupsOf(
  router: LiveRouter,
  servedBy: (router: LiveRouter) => ReadonlySet<string>,
): readonly (readonly LiveRouter[])[] {
  const groups: { addresses: Set<string>; routers: LiveRouter[] }[] = []
  for (const member of [...peersOf(router), router]) {
    const addresses = [...servedBy(member)]
    if (addresses.length === 0) continue
    const related = groups.filter(
      (group) =>
        addresses.some((address) => group.addresses.has(address)) ||
        group.routers.some((other) => sendsTo(member, other) || sendsTo(other, member)),
    )
    const merged = {
      addresses: new Set([...addresses, ...related.flatMap((group) => [...group.addresses])]),
      routers: [...related.flatMap((group) => group.routers), member],
    }
    for (const group of related) groups.splice(groups.indexOf(group), 1)
    groups.push(merged)
  }
  return groups.map((group) => group.routers)
}

const sendsTo = (from: LiveRouter, to: LiveRouter): boolean => from.flows.some(({ dst }) => sameIp(dst, to.address))

const addressesOf = (router: LiveRouter): readonly string[] =>
  router.lastSighting.advert.addresses.map(({ text }) => text)

const inWords = (group: readonly LiveRouter[]): string =>
  `${group.map(({ name }) => name).join(', ')} for ${addressesOf(group[0]!).slice(0, 3).join(', ')}`

/** What was free, as long as there are the same virtual routers: under a flood each advert asks. */
const known = new WeakMap<readonly LiveVirtualRouter[], Map<string, string>>()

/** VRIDs of the segment and family that nobody was heard to use: `1-50, 52-255`. */
function freeNumbers(all: readonly LiveVirtualRouter[], here: LiveVirtualRouter): string {
  const places = known.get(all) ?? new Map<string, string>()
  known.set(all, places)
  const place = `${here.segment} ${here.family} ${here.path}`
  const free = places.get(place) ?? countFree(all, here)
  places.set(place, free)
  return free
}

function countFree(all: readonly LiveVirtualRouter[], here: LiveVirtualRouter): string {
  const used = new Set(
    all
      .filter((vr) => vr.segment === here.segment && vr.path === here.path && vr.family === here.family)
      .map(({ vrid }) => vrid),
  )
  const ranges: string[] = []
  for (let first = 1; first <= 255; first++) {
    if (used.has(first)) continue
    let last = first
    while (last < 255 && !used.has(last + 1)) last++
    ranges.push(first === last ? `${first}` : `${first}-${last}`)
    first = last
  }
  return ranges.length === 0 ? 'none' : ranges.slice(0, MAX_RANGES).join(', ')
}
