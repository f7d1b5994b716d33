import type { ConfiguredRouter, NodeConfig, RouterConfig } from '../config/model.ts'
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

  /** What may belong together in it: nodes that name no source address, and speakers that fit one of them. */
  candidates(vr: LiveVirtualRouter): ReturnType<Ties['open']> {
    const { speakers, members } = this.open(vr)
    const unnamed = members.filter(({ router }) => router.primaryAddress === undefined)
    const fitting = speakers.filter((speaker) => unnamed.some((member) => mayBe(speaker, member)))
    return { speakers: fitting, members: unnamed.filter((member) => fitting.some((speaker) => mayBe(speaker, member))) }
  }

  /** The one speaker and the one node that are left over and fit. */
  byElimination(vr: LiveVirtualRouter): { readonly router: LiveRouter; readonly member: Member } | undefined {
    const { speakers, members } = this.candidates(vr)
    const [router, member] = [speakers[0], members[0]]
    if (router === undefined || member === undefined || speakers.length > 1 || members.length > 1) return undefined
    return { router, member }
  }
}

/**
 * A speaker with none of the priorities of a node is hardly that node: who comes from outside does so with a higher one,
 * while the node is a silent Backup. Priority 0 alone says nothing.
 */
const mayBe = ({ priorities }: LiveRouter, { router }: Member): boolean =>
  priorities.length === 0 || priorities.some((priority) => mayAdvertise(router, priority))

/** keepalived 2.2 goes down to 254 on hearing a second owner. */
export const mayAdvertise = ({ priorities, priority: base }: RouterConfig, priority: number): boolean =>
  priority === 0 || priorities.includes(priority) || (priority === 254 && base === 255)

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
