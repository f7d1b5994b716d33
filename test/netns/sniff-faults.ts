import { expect } from 'vitest'
import { type Lab, waitFor } from '../../src/edge/lab.ts'
import type { Heard } from './heard.ts'
import type { Peer } from './peers.ts'
import type { Told, Watcher } from './watcher.ts'

// What is done to a pair of routers, what sniff has to say of it, and from which advert on that can be known.

/** Something that was told, and when it could be known. */
export interface Sign {
  readonly what: string
  readonly backend: string
  readonly vrid: number
  readonly arrivedMs: number
  readonly intervalMs: number
  /** By what a capture with the kernel's stamps heard; undefined if that does not show it. */
  readonly knowable: (heard: readonly Heard[]) => number | undefined
}

interface Setting {
  readonly lab: Lab
  readonly watchers: readonly Watcher[]
  readonly signs: Sign[]
  /** The first has priority 150, the second 100. */
  readonly peers: readonly [Peer, Peer]
  readonly hosts: readonly [string, string]
  readonly kind: string
  readonly family: 4 | 6
  readonly vrid: number
  readonly intervalMs: number
}

type Fields = Readonly<Record<string, unknown>>
/** The time at which it could be known, given when it was told. */
type Knowable = (heard: Hearing, toldMs: number) => number | undefined

const TIMEOUT_MS = 20_000

/** One pair of routers under observation. */
export class Scene {
  readonly one: Peer
  readonly two: Peer
  readonly lab: Lab
  readonly hosts: readonly [string, string]
  readonly kind: string
  readonly vrid: number
  readonly intervalMs: number
  readonly virtualRouter: string
  /** Source addresses of the two. */
  a = ''
  b = ''
  readonly #setting: Setting
  #fault = ''
  #sinceMs = 0
  #marks: number[] = []

  constructor(setting: Setting) {
    this.#setting = setting
    this.lab = setting.lab
    this.hosts = setting.hosts
    this.kind = setting.kind
    this.vrid = setting.vrid
    this.intervalMs = setting.intervalMs
    this.virtualRouter = `ipv${setting.family}/${setting.vrid}`
    ;[this.one, this.two] = setting.peers
  }

  begin(fault: string): void {
    this.#fault = fault
  }

  /** What is told from now on is told of this. */
  async act<T>(action: () => Promise<T> | T): Promise<T> {
    this.#sinceMs = Date.now()
    this.#marks = this.#setting.watchers.map((watcher) => watcher.told.length)
    return action()
  }

  /** Both backends tell it; that they did in time is judged when all is over. */
  async told(fields: Fields, knowable: Knowable, holds: (told: Told) => boolean = () => true): Promise<Told[]> {
    const { watchers, signs, intervalMs } = this.#setting
    const sinceMs = this.#sinceMs
    const marks = this.#marks
    const what = `${this.kind} ${this.#fault}: ${Object.values(fields)
      .map((one) => (one === ANY ? '' : one))
      .join(' ')}`
    return Promise.all(
      watchers.map(async (watcher, i) => {
        const find = () => watcher.told.slice(marks[i]).find((told) => this.#matches(told, fields) && holds(told))
        await waitFor(() => find() !== undefined, TIMEOUT_MS)
        const found = find()
        if (found === undefined) throw new Error(`not told: ${what}; but ${this.#saidSince(watcher, marks[i]!)}`)
        const { arrivedMs } = found
        const knownWhen = (heard: readonly Heard[]) => knowable(new Hearing(heard, sinceMs, this.intervalMs), arrivedMs)
        const backend = i === 0 ? 'cap' : 'tcpdump'
        signs.push({ what, backend, vrid: this.vrid, arrivedMs, intervalMs, knowable: knownWhen })
        return found
      }),
    )
  }

  /** `to` takes over from `from`, both known with its first advert. */
  takesOver(cause: string, from: string | null, to: string): Promise<Told[]> {
    return this.told({ type: 'takeover', state: 'open', cause, from, to }, (heard) => heard.first(this.vrid, to))
  }

  /** A split brain, known when the second one goes on after it should have heard the first. */
  splits(because: string, knowable: Knowable): Promise<Told[]> {
    return this.told(
      { type: 'finding', id: 'state/split-brain', state: 'open' },
      knowable,
      ({ related }) => because === '' || (related as string[]).includes(because),
    )
  }

  #matches(told: Told, fields: Fields): boolean {
    const all = 'virtualRouter' in fields ? fields : { virtualRouter: this.virtualRouter, ...fields }
    return Object.entries(all).every(([name, value]) => value === ANY || told[name] === value)
  }

  #saidSince(watcher: Watcher, mark: number): string {
    return watcher.told
      .slice(mark)
      .filter((one) => one.virtualRouter === this.virtualRouter && one.type !== 'announcement')
      .map(({ type, at, id, cause, state, from, to, router, because, related }) =>
        [at.slice(14, 23), type, id, cause, state, from, to, router, because, related].filter(Boolean).join(' '),
      )
      .join('; ')
  }
}

const ANY = Symbol('any')

/** Adverts since something was done. */
class Hearing {
  readonly #all: readonly Heard[]
  readonly #heard: readonly Heard[]
  readonly #intervalMs: number

  constructor(heard: readonly Heard[], sinceMs: number, intervalMs: number) {
    this.#all = heard
    this.#heard = heard.filter(({ ms, priority }) => ms >= sinceMs && priority > 0)
    this.#intervalMs = intervalMs
  }

  /** The first advert of a router, `afterMs` at the earliest. */
  first(vrid: number, src?: string, afterMs = 0, holds: (heard: Heard) => boolean = () => true): number | undefined {
    return this.#heard.find(
      (one) => one.vrid === vrid && (src === undefined || one.src === src) && one.ms > afterMs && holds(one),
    )?.ms
  }

  last(vrid: number, src: string, beforeMs: number): number | undefined {
    return this.#all.findLast((one) => one.vrid === vrid && one.src === src && one.ms < beforeMs)?.ms
  }

  /** `b` has come beside `a`, `a` has gone on, and `b` after it: none has yielded to the other. */
  bothGoOn(vrid: number, a: string, b: string): number | undefined {
    for (let came = this.first(vrid, b); came !== undefined; came = this.first(vrid, b, came)) {
      const stayed = this.first(vrid, a, came)
      const again = stayed === undefined ? undefined : this.first(vrid, b, stayed + GRACE * this.#intervalMs)
      // A busy machine lets adverts come so late that the router seems to have yielded: then it begins anew. Where `a`
      // speaks shortly before `b`, it is the next advert but one that counts.
      if (again === undefined || again - came < (2 + GRACE) * this.#intervalMs) return again
    }
    return undefined
  }
}

/** An advert this shortly after one that it should yield to was on its way already. */
const GRACE = 0.25

export type Fault =
  | 'start'
  | 'sigterm'
  | 'sigkill'
  | 'freeze'
  | 'link'
  | 'sighup'
  | 'partition'
  | 'loss'
  | 'interval'
  | 'vrid'
  | 'password'
  | 'outage'

/** Each begins and, but for the last four, ends with the first router Active and the second one Backup. */
export const FAULTS: Readonly<Record<Fault, (scene: Scene) => Promise<void>>> = {
  async start(s) {
    await s.act(() => s.one.start())
    s.a = await s.one.address()
    await s.takesOver('startup', null, s.a)
    await s.two.start()
    s.b = await s.two.address()
    await calm(s)
  },

  async sigterm(s) {
    const stopped = await s.act(() => ({ done: s.one.stop() }))
    await s.takesOver('priority-zero', s.a, s.b)
    await stopped.done
    await s.act(() => s.one.start())
    await s.takesOver('preemption', s.b, s.a)
    await calm(s)
  },

  async sigkill(s) {
    await s.act(() => s.one.crash())
    await s.takesOver('timeout', s.a, s.b)
    await s.act(() => s.one.start())
    await s.takesOver('preemption', s.b, s.a)
    await calm(s)
  },

  async freeze(s) {
    await s.act(() => s.one.freeze())
    await s.takesOver('timeout', s.a, s.b)
    await s.act(() => s.one.thaw())
    await s.takesOver('preemption', s.b, s.a)
    // Whether the same daemon goes on is told by the IP id, which IPv6 lacks and FRR leaves to the kernel.
    if (['v2', 'v3', 'vmac', 'unicast'].includes(s.kind))
      await s.told({ type: 'finding', id: 'state/starved-active' }, (heard) => heard.first(s.vrid, s.a))
    await calm(s)
  },

  async link(s) {
    await s.act(() => s.lab.linkDown(s.hosts[0]))
    await s.takesOver('timeout', s.a, s.b)
    await s.act(() => s.lab.linkUp(s.hosts[0]))
    await s.takesOver('preemption', s.b, s.a)
    await calm(s)
  },

  async sighup(s) {
    await s.act(() => s.two.change({ priority: 200 }))
    await s.takesOver('preemption', s.a, s.b)
    await calm(s)
    await s.act(() => s.two.change({ priority: 100 }))
    await s.takesOver('preemption', s.b, s.a)
    await calm(s)
  },

  async partition(s) {
    const heal = await s.act(() => s.lab.partition([s.hosts[0]], [s.hosts[1]]))
    await s.told({ type: 'takeover', state: 'open', cause: 'split', to: s.b }, (heard) => heard.first(s.vrid, s.b))
    await s.splits('', (heard) => heard.bothGoOn(s.vrid, s.a, s.b))
    await heals(s, heal)
  },

  async loss(s) {
    const heal = await s.act(() => s.lab.loss('to', s.hosts[1]))
    await s.told({ type: 'takeover', state: 'open', cause: 'split', to: s.b }, (heard) => heard.first(s.vrid, s.b))
    await s.splits('', (heard) => heard.bothGoOn(s.vrid, s.a, s.b))
    // One advert in flight is no deafness: that it goes on is part of the judgement.
    await s.splits('state/one-way-deafness', (heard) => {
      const both = heard.bothGoOn(s.vrid, s.a, s.b)
      return both === undefined ? undefined : both + PATIENCE * s.intervalMs
    })
    await heals(s, heal)
  },

  async interval(s) {
    if (s.kind === 'v2') {
      await s.act(() => s.two.change({ intervalMs: 2 * s.intervalMs }))
      await s.splits('state/interval-mismatch', (heard) => {
        const came = heard.first(s.vrid, s.b)
        return came === undefined ? undefined : came + HAND_OVER * 2 * s.intervalMs
      })
      return
    }
    await s.act(() => s.one.change({ intervalMs: 300 }))
    const fields = { type: 'finding', id: 'state/interval-mismatch', state: 'open' }
    await s.told(fields, (heard) => heard.first(s.vrid, s.a, 0, ({ intervalMs }) => intervalMs === 300))
    await s.act(() => s.one.change({ intervalMs: s.intervalMs }))
    await calm(s)
  },

  async password(s) {
    await s.act(() => s.two.change({ password: 'bravo' }))
    const shown = await s.splits('state/mutual-rejection', (heard, toldMs) => rejected(s, heard, toldMs))
    for (const { message } of shown) expect(message).not.toMatch(/alpha|bravo/)
  },

  async vrid(s) {
    const vrid = s.vrid + 100
    await s.act(() => s.two.change({ vrid }))
    const fields = { type: 'finding', id: 'state/split-brain', state: 'open', virtualRouter: ANY }
    const shown = await s.told(
      fields,
      (heard) => {
        // FRR over IPv6 speaks from another address then.
        const came = heard.first(vrid)
        return came === undefined ? undefined : came + HAND_OVER * s.intervalMs
      },
      ({ virtualRouter, related }) =>
        [s.vrid, vrid].some((one) => String(virtualRouter).endsWith(`/${one}`)) &&
        (related as string[]).includes('state/vrid-mismatch'),
    )
    for (const { message } of shown) for (const one of [s.vrid, vrid]) expect(message).toContain(`VRID ${one}`)
  },

  async outage(s) {
    await s.act(() => Promise.all([s.one.crash(), s.two.crash()]))
    // Known when the Backup's Active_Down_Interval is over: Skew_Time of priority 100 is 156/256 of an interval.
    await s.told({ type: 'finding', id: 'state/no-active', state: 'open' }, (heard, toldMs) => {
      const last = heard.last(s.vrid, s.a, toldMs)
      return last === undefined ? undefined : last + (3 + 156 / 256) * s.intervalMs
    })
  },
}

/** Of the rules, in intervals of the slower router: what deafness and a split are more than. */
const PATIENCE = 2
const HAND_OVER = 2

/**
 * Each rejects the other: known at the latest when the one goes on after the other has come, or, where what it rejects
 * mutes it, when a hand-over would be over.
 */
const rejected = (s: Scene, heard: Hearing, toldMs: number): number | undefined => {
  const came = heard.first(s.vrid, s.b)
  if (came === undefined) return undefined
  const known = heard.first(s.vrid, s.a, came) ?? came + HAND_OVER * s.intervalMs
  return Math.max(came, Math.min(known, toldMs))
}

async function heals(s: Scene, heal: () => Promise<void>): Promise<void> {
  await calm(s)
  await s.act(heal)
  // Known when the next advert of the one that yields is missing.
  await s.told({ type: 'finding', id: 'state/split-brain', state: 'closed' }, (heard, toldMs) => {
    const last = heard.last(s.vrid, s.b, toldMs)
    return last === undefined ? undefined : last + s.intervalMs
  })
  await calm(s)
}

/** Until everything about the last takeover is settled. */
const calm = (s: Scene): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2.5 * s.intervalMs))
