import type { RouterConfig } from '../config/model.ts'
import { type Ip, ipFromBytes } from '../core/address.ts'
import { NS_PER_SEC, NS_PER_US, type Ns, ns, nsFromCs } from '../core/time.ts'
import { reachesInstance } from '../model/accept.ts'
import { rejection } from '../model/advertised.ts'
import { type Params, paramsOf } from '../model/params.ts'
import { deadline, INITIALIZE, step } from '../model/step.ts'
import type { Event, RejectReason, State } from '../model/types.ts'
import { VirtualClock } from './queue.ts'

// What will happen, found by letting it happen: the state machines of all nodes run on a virtual clock, exchange the
// adverts that their configurations promise and refuse what their profiles refuse.

/** One thing that can happen to a virtual router, and who is Active when it has settled. */
export interface Prediction {
  readonly event: 'start' | 'loss'
  /** The node that is lost: it falls silent without priority 0. Undefined at the start. */
  readonly lost: string | undefined
  /** The node that is Active in the end; undefined if none is. */
  readonly active: string | undefined
  /** Others that are Active in the end beside it: a split brain that does not heal. */
  readonly alsoActive: readonly string[]
  /** From the event to the moment that `active` took over; 0 where it was Active before and stayed it. */
  readonly after: { readonly min: Ns; readonly max: Ns }
  /** Longest time that two were Active at once; up to the end of the simulation where it does not end. */
  readonly overlap: Ns
}

/**
 * Predictions for the nodes of one virtual router: their common start (every node hears nothing at first and starts
 * within one advert's travel time of the others), then the loss of each node in turn, once right after and once right
 * before an advert. Nodes without a known address count as lower the later they come in `configs`.
 */
export function predict(configs: readonly RouterConfig[]): Prediction[] {
  if (configs.length === 0) return []
  const placed = configs.map((config, i) =>
    config.primaryAddress ? config : { ...config, primaryAddress: place(config, i) },
  )
  const rejects = placed.map((from) => placed.map((by) => rejection(from, by)))
  const started = settle(placed, rejects, undefined, 0)
  const start: Prediction = { ...outcome(configs, started, started), event: 'start', lost: undefined }
  if (configs.length < 2) return [start]
  const losses = configs.map((config, lost) => {
    const event = { event: 'loss', lost: config.node } as const
    if (started.calm && started.active.length === 1 && started.active[0] !== lost)
      return { active: start.active, ...NOTHING_CHANGES, ...event }
    const late = settle(placed, rejects, lost, 0)
    const early = settle(placed, rejects, lost, nsFromCs(config.advertInterval) - NS_PER_US)
    return { ...outcome(configs, early, late), ...event }
  })
  return [start, ...losses]
}

/** The loss of a Backup that has been one for long: nobody hears it. */
const NOTHING_CHANGES = { alsoActive: [], after: { min: ns(0), max: ns(0) }, overlap: ns(0) } as const

type Rejects = readonly (readonly (RejectReason | undefined)[])[]

interface Run {
  /** Index of the nodes that are Active at the end, the one that took over last first. */
  readonly active: readonly number[]
  /** Of the first of them: when it took over, counted from the event; 0 if it was Active all along. */
  readonly after: Ns
  readonly overlap: Ns
  /** Nobody became Active or Backup in the later half of the time. */
  readonly calm: boolean
}

function outcome(configs: readonly RouterConfig[], early: Run, late: Run): Omit<Prediction, 'event' | 'lost'> {
  const [active, ...others] = late.active.map((i) => configs[i]!.node)
  const after = [early.after, late.after]
  return {
    active,
    alsoActive: others,
    after: { min: ns(Math.min(...after)), max: ns(Math.max(...after)) },
    overlap: ns(Math.max(early.overlap, late.overlap)),
  }
}

/** A frame's way through a quiet network and a daemon: what separates "at the same time" from "after". */
export const TRAVEL = ns(100 * NS_PER_US)

/** Starts all, lets them settle; with `lost`, then silences that node `phase` after one of its adverts. */
function settle(configs: readonly RouterConfig[], rejects: Rejects, lost: number | undefined, phase: number): Run {
  const segment = new Segment(configs, rejects)
  const patience = longest(configs)
  segment.clock.runFor(patience)
  if (lost === undefined) return segment.run(ns(0))
  segment.silenceAfterNextAdvert(lost, phase)
  segment.clock.runFor(ns(nsFromCs(configs[lost]!.advertInterval) + phase + NS_PER_US))
  const at = segment.silencedAt ?? segment.silenceNow(lost)
  segment.clock.runFor(patience)
  return segment.run(at)
}

/** Time in which every timer has run out a few times over. */
function longest(configs: readonly RouterConfig[]): Ns {
  const interval = Math.max(...configs.map((config) => nsFromCs(config.advertInterval)))
  const missed = Math.max(...configs.map((config) => config.downTimerAdverts))
  const delays = configs.map((config) => config.preemptDelay + config.startupDelay)
  return ns(4 * (missed + 1) * Math.max(interval, NS_PER_SEC) + 3 * Math.max(...delays))
}

interface Node {
  readonly index: number
  readonly config: RouterConfig
  readonly params: Params
  state: State
  alive: boolean
  activeSince: Ns | undefined
  onAdvert: (() => void) | undefined
  cancelWake: () => void
}

class Segment {
  readonly clock = new VirtualClock()
  readonly #nodes: Node[]
  readonly #rejects: Rejects
  #changedAt = ns(0)
  /** When two or more became Active; undefined while at most one is. */
  #splitSince: Ns | undefined
  #overlap = ns(0)
  silencedAt: Ns | undefined

  constructor(configs: readonly RouterConfig[], rejects: Rejects) {
    this.#rejects = rejects
    this.#nodes = configs.map((config, index) => ({
      index,
      config,
      params: paramsOf(config),
      state: INITIALIZE,
      alive: true,
      activeSince: undefined,
      onAdvert: undefined,
      cancelWake: () => {},
    }))
    for (const node of this.#nodes) this.#tell(node, { kind: 'startup', atNs: this.clock.now() })
  }

  silenceAfterNextAdvert(lost: number, phase: number): void {
    const node = this.#nodes[lost]!
    node.onAdvert = () => {
      node.onAdvert = undefined
      this.clock.at(ns(this.clock.now() + phase), () => {
        this.silencedAt = this.silenceNow(lost)
      })
    }
  }

  silenceNow(lost: number): Ns {
    const node = this.#nodes[lost]!
    node.alive = false
    node.cancelWake()
    node.activeSince = undefined
    // What two did together before belongs to the time before.
    this.#overlap = ns(0)
    this.#splitSince = undefined
    this.#count()
    return this.clock.now()
  }

  run(since: Ns): Run {
    if (this.#splitSince !== undefined) this.#count()
    const active = this.#nodes
      .map((node, index) => ({ node, index }))
      .filter(({ node }) => node.activeSince !== undefined)
      .sort((a, b) => b.node.activeSince! - a.node.activeSince!)
    const first = active[0]?.node.activeSince ?? since
    return {
      active: active.map(({ index }) => index),
      after: ns(Math.max(0, first - since)),
      overlap: this.#overlap,
      calm: this.#changedAt < this.clock.now() / 2,
    }
  }

  #tell(node: Node, event: Event): void {
    if (!node.alive) return
    const { state, actions } = step(node.params, node.state, event)
    node.state = state
    for (const action of actions) if (action.kind === 'send-advert') this.#send(node, action.priority)
    if ((node.activeSince !== undefined) !== (state.name === 'Active')) {
      node.activeSince = state.name === 'Active' ? this.clock.now() : undefined
      this.#changedAt = this.clock.now()
      this.#count()
    }
    node.cancelWake()
    const at = deadline(state)
    if (at !== undefined)
      node.cancelWake = this.clock.at(at, () => this.#tell(node, { kind: 'timeout', atNs: this.clock.now() }))
  }

  #send(from: Node, priority: number): void {
    from.onAdvert?.()
    const advert = { priority, maxAdvertInterval: from.config.advertInterval }
    const source = from.config.primaryAddress!
    for (const by of this.#nodes) {
      if (by === from) continue
      const reason = this.#rejects[from.index]![by.index]
      if (reason !== undefined && !reachesInstance(by.config, reason)) continue
      this.clock.at(ns(this.clock.now() + TRAVEL), () => {
        const atNs = this.clock.now()
        this.#tell(
          by,
          reason === undefined ? { kind: 'advert', atNs, from: source, advert } : { kind: 'rejected', atNs },
        )
      })
    }
  }

  /** Keeps account of the time with more than one Active. */
  #count(): void {
    const now = this.clock.now()
    if (this.#splitSince !== undefined) this.#overlap = ns(Math.max(this.#overlap, now - this.#splitSince))
    const split = this.#nodes.filter((node) => node.activeSince !== undefined).length > 1
    this.#splitSince = split ? (this.#splitSince ?? now) : undefined
  }
}

function place(config: RouterConfig, index: number): Ip {
  const last = 254 - (index % 254)
  return config.family === 4
    ? ipFromBytes(Uint8Array.of(192, 0, 2, last))
    : ipFromBytes(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last))
}
