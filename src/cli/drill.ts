import { virtualMac } from '../core/address.ts'
import { NS_PER_SEC, type Ns } from '../core/time.ts'
import type { Listener } from '../observe/listener.ts'
import type { LiveTakeover, LiveVirtualRouter } from '../observe/live.ts'
import type { Fact } from '../wire/facts.ts'

/** What a takeover may last beyond Active_Down_Interval: the hosts' share. */
const ALLOWANCE_NS = NS_PER_SEC
const MAX_TAKEOVERS = 1000

/** One takeover of a drill, judged. */
export interface DrillResult {
  readonly takeover: LiveTakeover
  /** From the last advert of the router before to the first answer for an address; undefined where nobody asked. */
  readonly answeredAfter: Ns | undefined
  /** It was asked for all the time that is allowed, and nobody answered. */
  readonly unanswered: boolean
  /** Active_Down_Interval + 1 s. */
  readonly allowed: Ns
  readonly passed: boolean
}

interface DrillWorld {
  readonly now: Ns
  virtualRoutersOf(address: string): readonly LiveVirtualRouter[]
}

/**
 * Judges the takeovers of a run: does the address move in time? A listener of the observer; with answers to ARP and
 * neighbour solicitation in the capture (`--probe`) it also tells when the address answered again.
 */
export class Drill implements Listener {
  readonly #takeovers: LiveTakeover[] = []
  /** First answer by the new holder after it became Active, by takeover. */
  readonly #answers = new Map<LiveTakeover['period'], Ns>()
  #world: DrillWorld | undefined
  #asked: (virtualRouter: LiveVirtualRouter) => boolean = () => false

  /** Call it before the first frame. `asked`: whether somebody asks for the addresses of a virtual router. */
  start(world: DrillWorld, asked?: (virtualRouter: LiveVirtualRouter) => boolean): void {
    this.#world = world
    if (asked !== undefined) this.#asked = asked
  }

  onTakeover = (takeover: LiveTakeover): void => {
    if (takeover.cause === 'startup' || this.#takeovers.length >= MAX_TAKEOVERS) return
    this.#takeovers.push(takeover)
  }

  onFact: NonNullable<Listener['onFact']> = (fact) => {
    const answer = answerOf(fact)
    if (answer === undefined) return
    for (const virtualRouter of this.#world?.virtualRoutersOf(answer) ?? [])
      for (const {
        period,
        mac,
        virtualRouter: { vrid, family },
      } of virtualRouter.active) {
        const fromHolder = fact.srcMac === mac || fact.srcMac === virtualMac(family, vrid)
        if (period !== undefined && fromHolder && !this.#answers.has(period)) this.#answers.set(period, fact.tNs)
      }
  }

  results(): DrillResult[] {
    return this.#takeovers.map((takeover) => this.#judge(takeover))
  }

  #judge(takeover: LiveTakeover): DrillResult {
    const { from, to, at, gap, period } = takeover
    const allowed = (to.activeDownNs(from ?? to) + ALLOWANCE_NS) as Ns
    const answeredAt = this.#answers.get(period)
    const answeredAfter = gap === undefined || answeredAt === undefined ? undefined : ((answeredAt - at + gap) as Ns)
    const over = period.endedBy === 'capture-end' ? this.#world!.now : (period.to ?? this.#world!.now)
    const unanswered = answeredAt === undefined && this.#asked(to.virtualRouter) && over - at + (gap ?? 0) > allowed
    const lasted = Math.max(gap ?? Number.POSITIVE_INFINITY, answeredAfter ?? 0)
    const passed = takeover.cause !== 'split' && !unanswered && lasted <= allowed
    return { takeover, answeredAfter, unanswered, allowed, passed }
  }
}

/** The address that somebody answered for when asked. */
function answerOf(fact: Exclude<Fact, { kind: 'advert' }>): string | undefined {
  if (fact.kind === 'arp' && fact.role === 'reply') return fact.senderIp.text
  if (fact.kind === 'nd' && fact.role === 'advertisement' && fact.solicited && fact.flaw === undefined)
    return fact.target.text
  return undefined
}
