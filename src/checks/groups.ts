import type { ConfiguredRouter, NodeConfig } from '../config/model.ts'
import { sameIp } from '../core/address.ts'
import { VrrpscopeError } from '../core/errors.ts'
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

/** Most nodes of one virtual router: each is held against each. */
const MAX_MEMBERS = 64

/**
 * The groups that configurations form. The same array gives the same answer object. Throws `config/too-many-nodes`.
 */
export function groupsOf(nodes: readonly NodeConfig[]): readonly Group[] {
  const known = cache.get(nodes)
  if (known !== undefined) return known
  const order = new Map(nodes.map((node, i) => [node, i]))
  const groups = joined(membersOf(nodes))
    .filter((group) => group.length > 1)
    .map((group) => group.toSorted((a, b) => order.get(a.node)! - order.get(b.node)!))
  const crowd = groups.find((group) => group.length > MAX_MEMBERS)
  if (crowd !== undefined)
    throw new VrrpscopeError(
      'config/too-many-nodes',
      `VRID ${crowd[0]!.router.vrid} has ${crowd.length} nodes, more than ${MAX_MEMBERS}`,
      'give the nodes of one virtual router, or of a few',
    )
  cache.set(nodes, groups)
  return groups
}

const cache = new WeakMap<readonly NodeConfig[], readonly Group[]>()

export const membersOf = (nodes: readonly NodeConfig[]): Member[] =>
  nodes.flatMap((node) => node.routers.map((router) => ({ node, router })))

/**
 * First whoever shares an address, or is a peer; then what is left and has the same VRID and interface-wide peers. Only
 * groups that have the address or the VRID are looked at: there may be thousands.
 */
function joined(members: readonly Member[]): Group[] {
  const groups: Member[][] = []
  const having = new Map<string, number[]>()
  const enter = (one: Member, index: number): void => {
    groups[index] = [...(groups[index] ?? []), one]
    for (const key of keysOf(one)) {
      const list = having.get(key) ?? []
      if (list.at(-1) !== index && !list.includes(index)) list.push(index)
      having.set(key, list)
    }
  }
  const candidates = (keys: readonly string[]): number[] =>
    [...new Set(keys.flatMap((key) => having.get(key) ?? []))].sort((a, b) => a - b)
  for (const one of members) {
    const home = candidates(addressKeys(one)).find((index) => hasRoom(groups[index]!, one))
    enter(one, home ?? groups.length)
  }
  for (const relation of [arePeers, sameVrid])
    for (let i = 0; i < groups.length; i++) {
      const one = groups[i]![0]
      if (one === undefined || groups[i]!.length !== 1) continue
      const home = candidates([vridKey(one)]).find(
        (index) => index !== i && hasRoom(groups[index]!, one) && groups[index]!.some((other) => relation(one, other)),
      )
      if (home === undefined || (relation === sameVrid && groups[home]!.length !== 1)) continue
      groups[i] = []
      enter(one, home)
    }
  return groups
}

const vridKey = ({ router }: Member): string => `${router.family}/${router.vrid}`

const addressKeys = ({ router }: Member): string[] => router.addresses.map(({ text }) => text)

const keysOf = (one: Member): string[] => [vridKey(one), ...addressKeys(one)]

const hasRoom = (group: readonly Member[], one: Member): boolean => group.every(({ node }) => node !== one.node)

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
