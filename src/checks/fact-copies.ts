import { BoundedMap } from '../core/bounded.ts'
import { NS_PER_SEC } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { OtherFact } from '../wire/facts.ts'

const MAX_KEYS = 4096
/** Further apart than clocks of one capture are, and closer than what is said again in the same words. */
const TOGETHER_NS = NS_PER_SEC

interface Shown {
  lastNs: number
  readonly timesAt: Map<number, number>
}

/**
 * Tells which facts show a frame that another vantage point has shown already, as the observer does of adverts: of what one
 * host says to another in a row, as many as any vantage point shows are frames of their own.
 */
export class FactCopies {
  readonly #shown = new BoundedMap<string, Shown>(MAX_KEYS)
  readonly #copies = new WeakSet<object>()
  #points = 0

  addPoint(): void {
    this.#points++
  }

  note(fact: OtherFact, world: Pick<World, 'placeName'>): void {
    if (this.#points < 2) return
    const key = `${world.placeName(fact)} ${fact.kind} ${fact.srcMac} ${endsOf(fact)}`
    const known = this.#shown.get(key)
    const goesOn = known !== undefined && fact.tNs - known.lastNs < TOGETHER_NS
    const shown = goesOn ? known : { lastNs: fact.tNs, timesAt: new Map<number, number>() }
    const most = Math.max(0, ...shown.timesAt.values())
    const times = (shown.timesAt.get(fact.source) ?? 0) + 1
    shown.timesAt.set(fact.source, times)
    shown.lastNs = fact.tNs
    this.#shown.set(key, shown)
    if (times <= most) this.#copies.add(fact)
  }

  has(fact: object): boolean {
    return this.#copies.has(fact)
  }
}

function endsOf(fact: OtherFact): string {
  if (fact.kind === 'arp') return `${fact.role} ${fact.senderIp.text} ${fact.targetIp.text}`
  const ends = `${fact.src?.text} ${fact.dst?.text}`
  return fact.kind === 'nd' ? `${fact.role} ${ends} ${fact.target.text}` : ends
}
