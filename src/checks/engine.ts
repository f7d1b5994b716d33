import type { NodeConfig } from '../config/model.ts'
import { type Ns, ns, nsFromSec } from '../core/time.ts'
import type { Verify } from '../model/accept.ts'
import type { Copy, Listener, Repeats, World } from '../observe/listener.ts'
import type { LiveFlow, LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import type { Sighting } from '../wire/facts.ts'
import { claimOf } from './announced.ts'
import { Deadlines } from './deadlines.ts'
import { FactCopies } from './fact-copies.ts'
import type { Finding } from './finding.ts'
import { foldIncidents } from './fold.ts'
import { type Incident, Ledger } from './incident.ts'
import { mayBeLost } from './losses.ts'
import type { Given, Hooks, Rule, Sign } from './rule.ts'

export interface EngineOptions {
  /** Findings to leave out: an id, or a group as `wire/*`. */
  readonly suppress?: readonly string[]
  /** Loaded configurations, one per node. */
  readonly nodes?: readonly NodeConfig[]
  readonly verify?: Verify
  readonly given?: Partial<Given>
}

type Told = Required<{ [Hook in Exclude<keyof Hooks, 'facts'>]: NonNullable<Hooks[Hook]>[] }>
/** What happens now and then is over when no sign of it came for so long: a scrape of metrics still sees it. */
const QUIET_NS = nsFromSec(60)
const NOBODY: readonly never[] = []
type FactsTold = ReadonlyMap<string, readonly ((fact: never) => void)[]>

/**
 * Runs rules over what an observer tells: one of its listeners. Signs become incidents; `findings()` folds what has one
 * root, at any time of a live run. Without an observer (`check`) only onConfig and onEnd are called.
 */
export class Engine implements Required<Listener> {
  readonly #ledger = new Ledger()
  readonly #deadlines = new Deadlines()
  readonly #copies = new FactCopies()
  readonly #told: Told
  readonly #factsTold: FactsTold
  readonly #suppress: readonly string[]
  readonly #nodes: readonly NodeConfig[]
  readonly #verify: Verify | undefined
  readonly #given: Given
  #world: World | undefined
  #changes = 0
  #now = Number.NEGATIVE_INFINITY as Ns
  /** What the rules said of the advert that is being shown to them. */
  #said: Set<Incident> | undefined
  readonly #saidOf = new WeakMap<Sighting, ReadonlySet<Incident>>()
  /** Of incidents that end when all is quiet: their last sign. */
  readonly #lastSign = new Map<Incident, Ns>()
  readonly #ofSeveralActive: readonly Rule[]
  readonly #heldBy = new WeakMap<LiveRouter, ReadonlySet<Incident>>()

  constructor(rules: readonly Rule[], options: EngineOptions = {}) {
    this.#suppress = options.suppress ?? []
    this.#nodes = options.nodes ?? []
    this.#verify = options.verify
    this.#ofSeveralActive = rules.filter(({ ends }) => ends === 'one-active')
    this.#given = { groups: [], watched: [], ...options.given }
    const hooks = rules.filter((rule) => this.#isAsked(rule)).map((rule) => rule.watch(this.#runOf(rule)))
    this.#told = byHook(hooks)
    this.#factsTold = byKind(hooks)
  }

  /** Call it before the first frame: rules look around in `world`, and are told the configurations. */
  start(world?: World): void {
    this.#world = world
    for (const hook of this.#told.onConfig) hook(this.#nodes)
  }

  /** When the next decision falls due; infinity for none. */
  get dueNs(): number {
    return this.#deadlines.nextNs
  }

  /** Grows with whatever may make `findings()` say something else than before, but for virtual routers that come and go. */
  get changes(): number {
    return this.#changes
  }

  /** Time has passed without a frame: decides what fell due. */
  advanceTo(now: Ns): void {
    if (now > this.#now) this.#now = now
    this.#deadlines.runUntil(this.#now)
  }

  /** What has been found so far, worst first; incidents with one root are one finding. */
  findings(): readonly Finding[] {
    const incidents = [...this.#ledger]
    const world = this.#world
    if (world !== undefined)
      for (const incident of incidents) {
        incident.tie(world.virtualRouters)
        incident.lastUntil(world.now)
        incident.isDoubtful = incident.rule.absence === true && mayBeLost(incident, world)
      }
    return foldIncidents(incidents)
  }

  onInterface: NonNullable<Listener['onInterface']> = (face) => {
    this.#copies.addPoint()
    for (const hook of this.#told.onInterface) hook(face)
  }

  onSighting = (sighting: Sighting, virtualRouter: LiveVirtualRouter, router: LiveRouter | undefined, copy: Copy) => {
    this.advanceTo(sighting.tNs)
    if (copy === 'none') this.#showAdvert(sighting, virtualRouter, router)
    for (const hook of this.#told.onSighting) hook(sighting, virtualRouter, router, copy)
  }

  onRepeats = (sighting: Sighting, flow: LiveFlow, repeats: Repeats) => {
    for (const incident of this.#saidOf.get(sighting) ?? []) incident.repeat(repeats)
    this.#changes++
    for (const hook of this.#told.onRepeats) hook(sighting, flow, repeats)
  }

  onFact: NonNullable<Listener['onFact']> = (fact) => {
    this.advanceTo(fact.tNs)
    if (this.#world !== undefined) this.#copies.note(fact, this.#world)
    for (const hook of this.#told.onFact) hook(fact)
    for (const hook of this.#factsTold.get(fact.kind) ?? NOBODY) hook(fact as never)
    if (fact.kind !== 'arp' && fact.kind !== 'nd') return
    const claim = claimOf(fact)
    if (claim !== undefined) for (const hook of this.#told.onClaim) hook(claim, fact)
  }

  onRouter: NonNullable<Listener['onRouter']> = (router) => {
    for (const hook of this.#told.onRouter) hook(router)
  }

  onActive: NonNullable<Listener['onActive']> = (period) => {
    for (const hook of this.#told.onActive) hook(period)
  }

  onPeriodEnd: NonNullable<Listener['onPeriodEnd']> = (period) => {
    for (const hook of this.#told.onPeriodEnd) hook(period)
    if (period.endedBy !== 'capture-end') this.#closeWithoutRivals()
  }

  onTakeoverSeen: NonNullable<Listener['onTakeoverSeen']> = (takeover) => {
    for (const hook of this.#told.onTakeoverSeen) hook(takeover)
  }

  onTakeover: NonNullable<Listener['onTakeover']> = (takeover) => {
    for (const hook of this.#told.onTakeover) hook(takeover)
  }

  onTakeoverGone: NonNullable<Listener['onTakeoverGone']> = (takeover) => {
    for (const hook of this.#told.onTakeoverGone) hook(takeover)
  }

  onDeviation: NonNullable<Listener['onDeviation']> = (deviation) => {
    for (const hook of this.#told.onDeviation) hook(deviation)
  }

  onLate: NonNullable<Listener['onLate']> = (router, gap, sighting) => {
    for (const hook of this.#told.onLate) hook(router, gap, sighting)
  }

  onSilence: NonNullable<Listener['onSilence']> = (router, from, to) => {
    for (const hook of this.#told.onSilence) hook(router, from, to)
  }

  onNoActive: NonNullable<Listener['onNoActive']> = (virtualRouter, since, at) => {
    for (const hook of this.#told.onNoActive) hook(virtualRouter, since, at)
  }

  onMuted: NonNullable<Listener['onMuted']> = (router, by, at) => {
    for (const hook of this.#told.onMuted) hook(router, by, at)
  }

  onMerged: NonNullable<Listener['onMerged']> = (retired, into) => {
    this.#ledger.move(retired, into)
    this.#changes++
    for (const hook of this.#told.onMerged) hook(retired, into)
  }

  onGap: NonNullable<Listener['onGap']> = (gap) => {
    const { from, to } = gap
    if (to < from && this.#world !== undefined && this.#world.now <= to) this.#setBack(from, to)
    for (const hook of this.#told.onGap) hook(gap)
  }

  onEnd = (world: World) => {
    // What falls due after the end was not watched: it stays undecided.
    this.advanceTo(world.now)
    for (const hook of this.#told.onEnd) hook(world)
  }

  /** The observer's clock went back, since no other vantage point shows that time; else its times come to an end. */
  #setBack(from: Ns, to: Ns): void {
    this.#deadlines.setBack(ns(from - to))
    this.#now = to
  }

  #showAdvert(sighting: Sighting, virtualRouter: LiveVirtualRouter, router: LiveRouter | undefined): void {
    const said = new Set<Incident>()
    this.#said = said
    for (const hook of this.#told.onAdvert) hook(sighting, virtualRouter, router)
    this.#said = undefined
    if (router === undefined) return // nothing of it is repeated
    if (said.size > 0) this.#saidOf.set(sighting, said)
    // What the sender's last advert still showed and this one does not is over.
    for (const held of this.#heldBy.get(router) ?? []) if (!said.has(held)) held.close(undefined)
    this.#heldBy.set(router, said)
    this.#changes++
  }

  #closeWithoutRivals(): void {
    for (const rule of this.#ofSeveralActive)
      for (const incident of this.#ledger.of(rule)) {
        if (incident.state === 'closed' || incident.isOfSeveralActive) continue
        incident.close(undefined)
        this.#changes++
      }
  }

  #closeWhenQuiet(incident: Incident): void {
    // Before the first frame no time passes.
    if (this.#now === Number.NEGATIVE_INFINITY) return
    const isAwaited = this.#lastSign.has(incident)
    this.#lastSign.set(incident, this.#now)
    if (!isAwaited) this.#awaitQuiet(incident, this.#now)
  }

  #awaitQuiet(incident: Incident, since: Ns): void {
    this.#deadlines.add(ns(since + QUIET_NS), () => {
      const last = this.#lastSign.get(incident)!
      if (this.#now - last < QUIET_NS) return this.#awaitQuiet(incident, last)
      this.#lastSign.delete(incident)
      incident.close(undefined)
      this.#changes++
    })
  }

  #runOf(rule: Rule) {
    const engine = this
    return {
      get world(): World {
        if (engine.#world === undefined) throw new Error(`${rule.id} looks at a world that nobody observes`)
        return engine.#world
      },
      verify: this.#verify,
      given: this.#given,
      report: (message: string, sign: Sign) => {
        const incident = engine.#ledger.record(rule, message, engine.#countedOnce(rule, message, sign))
        if (engine.#said !== undefined) engine.#said.add(incident)
        else if (rule.ends === 'quiet') engine.#closeWhenQuiet(incident)
        engine.#changes++
      },
      close: (message: string, sign: Sign) => {
        engine.#ledger.find(rule, message, sign)?.close(sign.to)
        engine.#changes++
      },
      withdraw: (message: string, sign: Sign) => {
        engine.#ledger.withdraw(rule, message, sign)
        engine.#changes++
      },
      after: (at: Ns, decide: () => void) => engine.#deadlines.add(at, decide),
    }
  }

  /** A frame that several vantage points show is one sign of its incident, unless the rule counts by itself. */
  #countedOnce(rule: Rule, message: string, sign: Sign): Sign {
    const [frame, ...others] = sign.seen ?? []
    if (sign.times !== undefined || frame === undefined || others.length > 0 || !this.#copies.has(frame)) return sign
    return this.#ledger.find(rule, message, sign) === undefined ? sign : { ...sign, times: 0 }
  }

  #isAsked({ id, absence }: Rule): boolean {
    if (absence === true && this.#given.onlyHost === true) return false
    return !this.#suppress.some(
      (pattern) => pattern === id || (pattern.endsWith('/*') && id.startsWith(pattern.slice(0, -1))),
    )
  }
}

/** For each kind of fact the functions that want it. */
function byKind(hooks: readonly Hooks[]): FactsTold {
  const told = new Map<string, ((fact: never) => void)[]>()
  for (const { facts = {} } of hooks)
    for (const [kind, hook] of Object.entries(facts)) told.set(kind, [...(told.get(kind) ?? []), hook])
  return told
}

/** For each hook the functions that want it, bound to nothing: a rule's hooks are closures. */
function byHook(hooks: readonly Hooks[]): Told {
  const of = <Hook extends keyof Told>(hook: Hook) =>
    hooks.flatMap((wanted) => {
      const told = wanted[hook]
      return told === undefined ? [] : [told as NonNullable<Hooks[Hook]>]
    })
  return {
    onConfig: of('onConfig'),
    onAdvert: of('onAdvert'),
    onInterface: of('onInterface'),
    onSighting: of('onSighting'),
    onRepeats: of('onRepeats'),
    onFact: of('onFact'),
    onClaim: of('onClaim'),
    onRouter: of('onRouter'),
    onActive: of('onActive'),
    onPeriodEnd: of('onPeriodEnd'),
    onTakeoverSeen: of('onTakeoverSeen'),
    onTakeover: of('onTakeover'),
    onTakeoverGone: of('onTakeoverGone'),
    onDeviation: of('onDeviation'),
    onLate: of('onLate'),
    onSilence: of('onSilence'),
    onNoActive: of('onNoActive'),
    onMuted: of('onMuted'),
    onMerged: of('onMerged'),
    onGap: of('onGap'),
    onEnd: of('onEnd'),
  }
}
