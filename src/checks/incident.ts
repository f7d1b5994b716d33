import { type FamilyVrid, familyVrid } from '../core/family-vrid.ts'
import { type Ns, ns } from '../core/time.ts'
import type { Repeats } from '../observe/listener.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import type { VirtualRouterKey } from '../observe/record.ts'
import type { Confidence, Finding, Severity } from './finding.ts'
import { idOf } from './peers.ts'
import type { Rule, Sign, Values } from './rule.ts'

const MAX_FRAMES = 20
const MAX_ROUTERS = 20
// Senders choose what gets reported: beyond this many incidents of a rule, its last one takes what else there is.
const MAX_INCIDENTS_PER_RULE = 1024
const BY_CONFIDENCE: readonly Confidence[] = ['possible', 'likely', 'certain']

/** One incident while it grows, sign by sign. */
export class Incident {
  readonly rule: Rule
  readonly message: string
  readonly severity: Severity
  state: 'open' | 'closed' = 'open'
  /** The capture may have lost what is missed. */
  isDoubtful = false
  count = 0
  firstSeen: Ns | undefined
  lastSeen: Ns | undefined
  /** What the first sign said and tells incidents apart; not the frames, which would be kept with all their bytes. */
  sign: Omit<Sign, 'seen' | 'values'>
  readonly #routers = new Set<LiveRouter | string>()
  readonly #frames: number[] = []
  readonly #related = new Set<string>()
  #values: Values = {}
  #confidence: Confidence = 'possible'
  /** Incidents that found no place of their own. */
  #merged = 0

  constructor(rule: Rule, message: string, first: Sign) {
    const words = rule.messages[message]
    this.rule = rule
    this.message = message
    this.severity = first.severity ?? (typeof words === 'object' ? words.severity : undefined) ?? rule.severity
    const { seen: _seen, values: _values, ...identity } = first
    this.sign = identity
  }

  get virtualRouter(): LiveVirtualRouter | undefined {
    return this.sign.virtualRouter
  }

  /** Where only configurations were read, family and VRID stand for it. */
  get key(): VirtualRouterKey | FamilyVrid | undefined {
    return this.sign.virtualRouter?.key ?? this.sign.key
  }

  /** Where traffic was watched, a configuration speaks of a virtual router that was seen, or of none. */
  tie(observed: readonly LiveVirtualRouter[]): void {
    const { key, virtualRouter, ...rest } = this.sign
    if (key === undefined || virtualRouter !== undefined) return
    const same = observed.filter(({ vrid, family }) => key === familyVrid(family, vrid))
    this.sign = same.length === 1 ? { ...rest, virtualRouter: same[0]! } : rest
  }

  /** Names as they are now: a second speaker of one address renames the first. One host may be in many virtual routers. */
  get routers(): readonly string[] {
    return [...new Set([...this.#routers].map(nameOf))]
  }

  /** Counts one more sign. The newest values and the highest confidence stand. */
  add(sign: Sign): void {
    this.count += sign.times ?? 1
    for (const router of sign.routers ?? []) if (this.#routers.size < MAX_ROUTERS) this.#routers.add(router)
    this.#values = sign.values ?? this.#values
    this.#confidence = surer(this.#confidence, sign.confidence ?? 'certain')
    for (const id of sign.related ?? []) this.#related.add(id)
    this.#cover(sign)
    this.state = 'open'
  }

  /** Counts a sign of an incident that is like this one and for which there is no room. */
  merge(sign: Sign): void {
    this.count += sign.times ?? 1
    this.#merged++
    this.#cover(sign)
  }

  /** Counts steady repetitions of the advert that showed the incident. */
  repeat(repeats: Repeats): void {
    this.count += repeats.count
    this.#span(repeats.lastNs)
    for (const frameNo of repeats.frames) this.#keep(frameNo)
  }

  /** It was over at `at`: what was counted until that was known shows its end, and is no part of it. */
  close(at: Ns | undefined): void {
    this.state = 'closed'
    if (at !== undefined) this.lastSeen = ns(Math.max(at, this.firstSeen ?? at))
  }

  /** Time has come to `now`: what lasts is not over. */
  lastUntil(now: Ns): void {
    if (this.sign.lasts && this.state === 'open') this.#span(now)
  }

  /** Whether two of its routers are Active as it is. */
  get isOfSeveralActive(): boolean {
    return [...this.#routers].filter((router) => typeof router !== 'string' && router.period !== undefined).length > 1
  }

  moveTo(virtualRouter: LiveVirtualRouter): void {
    this.sign = { ...this.sign, virtualRouter }
  }

  /** Takes over what another incident counted, which turned out to be this one. */
  join(other: Incident): void {
    this.count += other.count
    if (other.firstSeen !== undefined) this.#span(other.firstSeen)
    if (other.lastSeen !== undefined) this.#span(other.lastSeen)
    for (const frameNo of other.#frames) this.#keep(frameNo)
  }

  finding(): Finding {
    const { node, file, line, column } = this.sign
    return {
      id: this.rule.id,
      severity: this.isDoubtful && this.severity === 'error' ? 'warning' : this.severity,
      confidence: this.isDoubtful ? 'possible' : this.#confidence,
      key: this.key,
      routers: this.routers,
      node,
      message: this.message,
      values: this.#merged === 0 ? this.#values : { ...this.#values, further: this.#merged },
      count: this.count,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      frames: [...this.#frames].sort((a, b) => a - b),
      file,
      line,
      ...(column === undefined ? {} : { column }),
      related: [...this.#related].sort(),
      state: this.state,
    }
  }

  #cover(sign: Sign): void {
    if (sign.from !== undefined) this.#span(sign.from)
    for (const frame of sign.seen ?? []) {
      this.#span(frame.tNs)
      this.#keep(frame.frameNo)
    }
    if (sign.to !== undefined) this.#span(sign.to)
  }

  #span(at: Ns): void {
    if (this.firstSeen === undefined || at < this.firstSeen) this.firstSeen = at
    if (this.lastSeen === undefined || at > this.lastSeen) this.lastSeen = at
  }

  #keep(frameNo: number): void {
    if (this.#frames.length < MAX_FRAMES && !this.#frames.includes(frameNo)) this.#frames.push(frameNo)
  }
}

/** All incidents of a run; bounded whatever the senders invent. */
export class Ledger {
  readonly #byRule = new Map<Rule, Map<string, Incident>>()
  /** Takes what else there is of a rule that has no room. */
  readonly #last = new Map<Rule, Incident>()

  /** The incident that the sign belongs to, after counting it. */
  record(rule: Rule, message: string, sign: Sign): Incident {
    const known = this.#byRule.get(rule) ?? new Map<string, Incident>()
    this.#byRule.set(rule, known)
    const identity = identityOf(message, sign)
    const incident = known.get(identity)
    if (incident === undefined && known.size >= MAX_INCIDENTS_PER_RULE) {
      const last = this.#last.get(rule)!
      last.merge(sign)
      return last
    }
    const own = incident ?? new Incident(rule, message, sign)
    if (incident === undefined) {
      known.set(identity, own)
      this.#last.set(rule, own)
    }
    own.add(sign)
    return own
  }

  of(rule: Rule): Iterable<Incident> {
    return this.#byRule.get(rule)?.values() ?? []
  }

  find(rule: Rule, message: string, sign: Sign): Incident | undefined {
    return this.#byRule.get(rule)?.get(identityOf(message, sign))
  }

  /** What the sign showed turns out never to have been. */
  withdraw(rule: Rule, message: string, sign: Sign): void {
    this.#byRule.get(rule)?.delete(identityOf(message, sign))
  }

  /** Two virtual routers turned out to be one: what was said of the one is said of the other. */
  move(retired: LiveVirtualRouter, into: LiveVirtualRouter): void {
    for (const [rule, incidents] of this.#byRule) {
      const moved = [...incidents].filter(([, { virtualRouter }]) => virtualRouter === retired)
      for (const [identity, incident] of moved) {
        incidents.delete(identity)
        incident.moveTo(into)
        const own = identityOf(incident.message, incident.sign)
        const known = incidents.get(own)
        if (known === undefined) incidents.set(own, incident)
        else {
          known.join(incident)
          if (this.#last.get(rule) === incident) this.#last.set(rule, known)
        }
      }
    }
  }

  *[Symbol.iterator](): Iterator<Incident> {
    for (const incidents of this.#byRule.values()) yield* incidents.values()
  }
}

function identityOf(message: string, sign: Sign): string {
  const { routers = [], node, file, line, column, incident } = sign
  const told = incident ?? routers.map((router) => (typeof router === 'string' ? router : idOf(router)))
  return JSON.stringify([message, sign.virtualRouter?.key ?? sign.key, told, node, file, line, column])
}

const nameOf = (router: LiveRouter | string): string => (typeof router === 'string' ? router : router.name)

const surer = (a: Confidence, b: Confidence): Confidence =>
  BY_CONFIDENCE.indexOf(b) > BY_CONFIDENCE.indexOf(a) ? b : a
