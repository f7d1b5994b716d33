import type { ConfiguredRouter, NodeConfig } from '../config/model.ts'
import { sameIp } from '../core/address.ts'
import { reachesInstance } from '../model/accept.ts'
import { rejection } from '../model/advertised.ts'
import type { RejectReason } from '../model/types.ts'

// Which configurations of different nodes belong to one virtual router, also where they contradict each other: that is
// just what the lint rules are to find.

export interface Member {
  readonly node: NodeConfig
  readonly router: ConfiguredRouter
}

/** The members of one virtual router, one per node, in the order of the files. Groups of one are left out. */
export type Group = readonly Member[]

/** The groups that configurations form. The same array gives the same answer object. */
export function groupsOf(nodes: readonly NodeConfig[]): readonly Group[] {
  const known = cache.get(nodes)
  if (known !== undefined) return known
  const groups = joined(membersOf(nodes))
    .filter((group) => group.length > 1)
    .map((group) => group.toSorted((a, b) => nodes.indexOf(a.node) - nodes.indexOf(b.node)))
  cache.set(nodes, groups)
  return groups
}

const cache = new WeakMap<readonly NodeConfig[], readonly Group[]>()

export const membersOf = (nodes: readonly NodeConfig[]): Member[] =>
  nodes.flatMap((node) => node.routers.map((router) => ({ node, router })))

/** First whoever shares an address, or is a peer; then what is left and has the same VRID and interface-wide peers. */
function joined(members: readonly Member[]): Group[] {
  const groups: Member[][] = []
  for (const one of members) {
    const home = groups.find((group) => hasRoom(group, one) && group.some((other) => shareAddress(one, other)))
    if (home === undefined) groups.push([one])
    else home.push(one)
  }
  for (const relation of [arePeers, sameVrid]) {
    for (let i = 0; i < groups.length; i++) {
      const one = groups[i]!
      if (one.length !== 1) continue
      const home = groups.find(
        (group) => group !== one && hasRoom(group, one[0]!) && group.some((other) => relation(one[0]!, other)),
      )
      if (home === undefined || (relation === sameVrid && home.length !== 1)) continue
      home.push(one[0]!)
      groups.splice(i--, 1)
    }
  }
  return groups
}

const hasRoom = (group: readonly Member[], one: Member): boolean => group.every(({ node }) => node !== one.node)

const shareAddress = (a: Member, b: Member): boolean =>
  a.router.addresses.some((mine) => b.router.addresses.some((theirs) => sameIp(mine, theirs)))

const arePeers = (a: Member, b: Member): boolean => sameVrid(a, b) && (lists(a, b) || lists(b, a))

const sameVrid = (a: Member, b: Member): boolean =>
  a.router.vrid === b.router.vrid && a.router.family === b.router.family

/** Whether one node has the other's source address among its unicast peers. */
export function lists(a: Member, b: Member): boolean {
  const source = b.router.primaryAddress
  return source !== undefined && a.router.unicastPeers.some((peer) => sameIp(peer.address, source))
}

/** What becomes of the adverts of each of two at the other: the check that fails first. */
export interface Reception {
  readonly ofA: RejectReason | undefined
  readonly ofB: RejectReason | undefined
}

/** How two members take each other's adverts. */
export const reception = (a: Member, b: Member): Reception => ({
  ofA: rejection(a.router, b.router),
  ofB: rejection(b.router, a.router),
})

/**
 * What a difference comes to, as the message to choose: each refuses the other, or neither hears it, and both are
 * Active; only one refuses; or it is tolerated.
 */
export type Consequence = 'both-active' | 'both-deaf' | 'one-way' | 'tolerated'

export function consequence(a: Member, b: Member): Consequence {
  const { ofA, ofB } = reception(a, b)
  if (ofA === undefined || ofB === undefined) return ofA === ofB ? 'tolerated' : 'one-way'
  const reaches = reachesInstance(b.router, ofA) || reachesInstance(a.router, ofB)
  return reaches ? 'both-active' : 'both-deaf'
}
