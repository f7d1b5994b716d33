import type { ConfiguredRouter, NodeConfig } from '../config/model.ts'
import { sameIp } from '../core/address.ts'
import type { World } from '../observe/listener.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import { type Member, membersOf } from './groups.ts'
import type { Hooks, Run } from './rule.ts'

/**
 * Which speaker is which configured node. The observer ties by source address, else by priority and addresses where
 * only one fits; what is left over in a virtual router is tied if one speaker and one node are left, else it stays open.
 */
export class Ties {
  readonly members: readonly Member[]
  readonly #memberOf = new Map<ConfiguredRouter, Member>()

  constructor(nodes: readonly NodeConfig[]) {
    this.members = membersOf(nodes)
    for (const member of this.members) this.#memberOf.set(member.router, member)
  }

  /** The configured members of a virtual router, by VRID and family. */
  configured(vr: LiveVirtualRouter): readonly Member[] {
    return this.members.filter(({ router }) => router.vrid === vr.vrid && router.family === vr.family)
  }

  /** The node behind a speaker, as far as an advert alone tells it. */
  of(router: LiveRouter): Member | undefined {
    return router.config === undefined ? undefined : this.#memberOf.get(router.config as ConfiguredRouter)
  }

  /** What is left over in a virtual router: speakers without a node, nodes without a speaker. */
  open(vr: LiveVirtualRouter): { readonly speakers: readonly LiveRouter[]; readonly members: readonly Member[] } {
    const speakers = vr.routers.filter((router) => this.of(router) === undefined)
    const taken = new Set(vr.routers.map((router) => this.of(router)))
    const members = this.configured(vr).filter((member) => !taken.has(member))
    return { speakers, members }
  }

  /** The one speaker and the one node that are left over; a node that names another source address is not meant. */
  byElimination(vr: LiveVirtualRouter): { readonly router: LiveRouter; readonly member: Member } | undefined {
    const { speakers, members } = this.open(vr)
    const [router, member] = [speakers[0], members[0]]
    if (router === undefined || member === undefined || speakers.length > 1 || members.length > 1) return undefined
    const source = member.router.primaryAddress
    return source === undefined || sameIp(source, router.address) ? { router, member } : undefined
  }
}

/** The watch of a rule that looks once, at the end, at which speaker is which configured node. */
export const tiedAtEnd =
  <M extends string>(judge: (run: Run<M>, ties: Ties, world: World) => void) =>
  (run: Run<M>): Hooks => {
    let ties = new Ties([])
    return {
      onConfig(nodes) {
        ties = new Ties(nodes)
      },
      onEnd(world) {
        judge(run, ties, world)
      },
    }
  }
