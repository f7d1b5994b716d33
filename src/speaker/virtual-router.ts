import type { RouterConfig } from '../config/model.ts'
import { compareIp, type Ip, type Mac } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_MS, type Ns, ns } from '../core/time.ts'
import { reachesInstance } from '../model/accept.ts'
import type { Machine } from '../model/machine.ts'
import { type Params, paramsOf } from '../model/params.ts'
import { backupFrom, deadline, effectivePriority, INITIALIZE, retimed, sentLate } from '../model/step.ts'
import type { Event, RejectReason, State } from '../model/types.ts'
import type { Sighting } from '../wire/facts.ts'
import { advertFrame } from '../wire/frames.ts'
import { type AnnouncementRounds, onBecomingActive, onLowerPriority, refreshAfter } from './announcements.ts'
import { Authenticator } from './authenticator.ts'
import type { Happening, RouterStatus, SpeakerEvent } from './events.ts'
import type { FaultSet } from './faults.ts'
import { advertOf, announcementsOf, type Seat } from './frames.ts'

/** An Active Router answers adverts of others: 100 at once, one a millisecond in the long run. */
const MAX_ANSWERS_SAVED = 100 * NS_PER_MS

interface Peer {
  readonly address: Ip
  readonly mac: Mac
}

/** What a virtual router needs of the speaker it belongs to. */
export interface Surroundings {
  readonly seat: Seat
  readonly machine: Machine
  readonly faults: FaultSet
  readonly hash: KeyedHash | undefined
  readonly epochSec: number
  /** It may take over from a router of lower priority that serves when this one comes. */
  readonly mayPreempt: boolean
  readonly send: (frame: Uint8Array, after: Ns) => void
  /** Runs with the peer's MAC address, now or, `late`, when it is known. */
  readonly towards: (peer: Ip, from: Ip, send: (mac: Mac, late: boolean) => void) => void
  /** False while a member of its sync group does not want to be Active. */
  readonly mayLead: (config: RouterConfig) => boolean
  readonly joinGroups: (config: RouterConfig) => void
  /** Leaves the last word with the link should this process die; no frame: there is nothing to say. */
  readonly bequeath: ((config: RouterConfig, frame: Uint8Array | undefined) => void) | undefined
  readonly tell: (event: SpeakerEvent) => void
}

/** Executes the state machine for one virtual router: actions become frames, deadlines are asked for. No policy. */
export class VirtualRouter {
  #config: RouterConfig
  readonly source: Ip
  readonly #around: Surroundings
  readonly #authenticator: Authenticator
  #params: Params
  #state: State = INITIALIZE
  #announcements: AnnouncementRounds[] = []
  #ipId = 0
  #lastAcceptedFrom: Ip | undefined
  #lastAccepted: { readonly at: Ns; readonly priority: number } | undefined
  #lastSent: Ns | undefined
  #answeredUntil = Number.NEGATIVE_INFINITY
  #everActive = false
  #started = false
  /** Why it is in FAULT. */
  #fault: string | undefined
  /** Its time had come, and the others of its sync group did not want to. */
  #waiting = false
  #since = ns(0)
  #advertsSent = 0
  #priorityZeroSent = 0
  #accepted = 0
  #transitions = 0
  readonly #rejected: Partial<Record<RejectReason, number>> = {}

  constructor(config: RouterConfig, source: Ip, around: Surroundings) {
    this.#config = { ...config, primaryAddress: source }
    this.source = source
    this.#around = around
    this.#authenticator = new Authenticator(config, around.hash, around.epochSec)
    this.#params = this.#paramsFor(this.#config)
  }

  get config(): RouterConfig {
    return this.#config
  }

  get state(): State {
    return this.#state
  }

  /** When `wake` wants to be called at the latest. */
  get deadline(): Ns | undefined {
    const timer = deadline(this.#state)
    const announcement = this.#announcements[0]?.at
    if (timer === undefined || announcement === undefined) return timer ?? announcement
    return ns(Math.min(timer, announcement))
  }

  start(now: Ns): void {
    this.#started = true
    if (this.#fault === undefined) this.#step({ kind: 'startup', atNs: now })
  }

  stop(now: Ns): void {
    this.#started = false
    this.#step({ kind: 'shutdown', atNs: now })
  }

  /**
   * Early calls do nothing. Where frames still wait to be read, `heardUntil` is how far we have come: a Backup whose
   * process was held up must not take for silence what it has not read. An Active Router's advert waits for nothing.
   */
  wake(now: Ns, heardUntil = now): void {
    const timer = deadline(this.#state)
    const known = this.#state.name === 'Backup' ? Math.min(now, heardUntil) : now
    if (timer !== undefined && timer <= known) this.#timeOut(now)
    while (this.#announcements[0] !== undefined && this.#announcements[0].at <= now) this.#announce(now)
  }

  /** An advert has come in for our VRID and family. */
  hear(sighting: Sighting, now: Ns): void {
    const config = this.#config
    const reason = this.#around.machine.accept(config, sighting, {
      ...this.#authenticator.circumstances(sighting, now),
      active: this.#state.name === 'Active',
      ...(this.#lastAcceptedFrom && { lastAcceptedFrom: this.#lastAcceptedFrom }),
    })
    this.#authenticator.note(sighting, reason, this.#rival(sighting))
    if (reason !== undefined) {
      this.#rejected[reason] = (this.#rejected[reason] ?? 0) + 1
      this.#tell(now, { kind: 'rejected', from: sighting.src, reason })
      if (reachesInstance(config, reason)) this.#step({ kind: 'rejected', atNs: now })
      return
    }
    this.#accepted++
    this.#waiting = false
    this.#lastAcceptedFrom = sighting.src
    this.#lastAccepted = { at: now, priority: sighting.advert.priority }
    if (this.#wouldPreempt(sighting)) this.#refuse(sighting, now)
    else this.#step({ kind: 'advert', atNs: now, from: sighting.src, advert: sighting.advert })
  }

  /** Whether the machine answers a question for `target` now. */
  answersFor(target: Ip, now: Ns): boolean {
    return this.#step({ kind: 'who-has', atNs: now, target }).some(({ kind }) => kind === 'answer')
  }

  /** Takes effect with the next advert; the timer of a Backup moves at once. */
  setPriority(priority: number): void {
    const before = this.#params
    this.#config = { ...this.#config, priority }
    this.#params = this.#paramsFor(this.#config)
    this.#state = retimed(this.#state, before, this.#params)
  }

  /** Steps down with priority 0 and waits for the others like any Backup. */
  dropToBackup(now: Ns): void {
    if (this.#state.name !== 'Active') return
    this.#advertise(0, now)
    this.#state = backupFrom(this.#params, now)
    this.#entered('Active', 'operator', now)
  }

  /**
   * keepalived's FAULT, for a cause: priority 0 if it was Active, then nothing; without a cause Backup with a full timer.
   */
  setFault(cause: string | undefined, now: Ns): void {
    const was = this.#fault
    this.#fault = cause
    if (!this.#started || (cause === undefined) === (was === undefined)) return
    const before = this.#state.name
    if (cause !== undefined) {
      if (before === 'Active') this.#advertise(0, now)
      this.#state = INITIALIZE
    } else this.#state = backupFrom(this.#params, now)
    this.#entered(before, cause === undefined ? 'fault is over' : `fault: ${cause}`, now)
  }

  get wantsActive(): boolean {
    return this.#waiting || this.#state.name === 'Active'
  }

  /** Its sync group changes state, and it with it: the advert of the winner is enough, priority 0 is not said. */
  follow(to: 'Active' | 'Backup', now: Ns): void {
    if (to === 'Active' && this.#state.name === 'Backup') {
      this.#state = { ...this.#state, activeDownAt: now }
      this.#step({ kind: 'timeout', atNs: now })
    } else if (to === 'Backup' && this.#state.name === 'Active') {
      this.#state = backupFrom(this.#params, now)
      this.#entered('Active', 'sync group', now)
    }
  }

  /** The link was late with the last advert. */
  sentLate(by: Ns): void {
    this.#state = sentLate(this.#state, by)
  }

  /** One advert more; the timer runs on. */
  forceAdvert(now: Ns): void {
    if (this.#state.name === 'Active') this.#advertise(effectivePriority(this.#params, this.#state), now)
  }

  status(): RouterStatus {
    const { instance, interfaceName, family, vrid, version } = this.#config
    return {
      instance,
      interfaceName,
      family,
      vrid,
      version,
      state: this.#state.name,
      fault: this.#fault !== undefined,
      priority: effectivePriority(this.#params, this.#state),
      deadline: deadline(this.#state),
      since: this.#since,
      advertsSent: this.#advertsSent,
      advertsAccepted: this.#accepted,
      advertsRejected: { ...this.#rejected },
      priorityZeroSent: this.#priorityZeroSent,
      transitions: this.#transitions,
      source: this.source,
      lastAcceptedFrom: this.#lastAcceptedFrom,
      lastAccepted: this.#lastAccepted,
      lastSent: this.#lastSent,
    }
  }

  #paramsFor(config: RouterConfig): Params {
    return { ...paramsOf(config, this.source), timers: this.#around.machine.timers }
  }

  #timeOut(now: Ns): void {
    const state = this.#state
    this.#waiting = state.name === 'Backup'
    if (state.name !== 'Backup' || this.#around.mayLead(this.#config)) this.#step({ kind: 'timeout', atNs: now })
    else this.#state = backupFrom(this.#params, now, state.activeAdverInterval)
  }

  #step(event: Event) {
    const before = this.#state
    const { state, actions } = this.#around.machine.step(this.#params, before, event)
    this.#state = state
    const now = event.atNs
    if (event.kind === 'advert' && state.name === 'Active' && actions.length > 0) {
      // An answer does for all that came in the same moment: a flood must not make one of us.
      const answered = Math.max(this.#answeredUntil, now - MAX_ANSWERS_SAVED)
      if (answered > now - NS_PER_MS) return actions
      this.#answeredUntil = answered + NS_PER_MS
    }
    for (const action of actions) {
      switch (action.kind) {
        case 'send-advert':
          this.#advertise(action.priority, now)
          break
        case 'announce':
          this.#schedule(action.because, now)
          break
        case 'transition':
          this.#entered(before.name, action.because, now)
          break
        case 'answer':
          break
      }
    }
    while (this.#announcements[0] !== undefined && this.#announcements[0].at <= now) this.#announce(now)
    return actions
  }

  /** The state is new: what belonged to the old one is over. */
  #entered(from: State['name'], because: string, now: Ns): void {
    const to = this.#state.name
    this.#waiting = false
    this.#since = now
    this.#transitions++
    if (to === 'Active') this.#everActive = true
    else {
      this.#announcements = []
      this.#around.bequeath?.(this.#config, undefined)
    }
    this.#tell(now, { kind: 'transition', from, to, because })
  }

  #advertise(priority: number, now: Ns): void {
    const { faults, seat } = this.#around
    const config = this.#config
    this.#advertsSent++
    this.#lastSent = now
    if (priority === 0) this.#priorityZeroSent++
    // keepalived's counter: the first advert is 1, and 0 is left out.
    this.#ipId = (this.#ipId % 0xffff) + 1
    const protection = this.#authenticator.protection(now)
    const ipId = this.#ipId
    const lost = faults.loses()
    const after = faults.delay(config)
    const sendTo = (peer: Peer | undefined) => {
      const sound = advertOf(config, seat, { priority, src: this.source, peer, ipId, protection })
      if (!lost) this.#around.send(faults.damage(advertFrame(faults.advert(sound))), after)
      this.#bequeath(peer, now)
    }
    if (config.unicastPeers.length === 0) sendTo(undefined)
    for (const { address } of config.unicastPeers)
      this.#around.towards(address, this.source, (mac, late) => {
        if (!late || this.#state.name === 'Active') sendTo({ address, mac })
      })
    this.#tell(now, { kind: 'advert-sent', priority })
  }

  /**
   * What the machine would say if it were stopped now: priority 0, unless a fault has it otherwise. Anew with every advert:
   * a signed one would be a replay by then, and a tap may be another by now.
   */
  #bequeath(peer: Peer | undefined, now: Ns): void {
    const { bequeath, seat, machine, faults } = this.#around
    if (bequeath === undefined || this.#state.name !== 'Active') return
    const { actions } = machine.step(this.#params, this.#state, { kind: 'shutdown', atNs: now })
    const goodbye = actions.find((action) => action.kind === 'send-advert')
    if (goodbye === undefined || faults.isMute) {
      bequeath(this.#config, undefined)
      return
    }
    const { priority } = goodbye
    const protection = this.#authenticator.nextProtection(now)
    const ipId = (this.#ipId % 0xffff) + 1
    const will = advertOf(this.#config, seat, { priority, src: this.source, peer, ipId, protection })
    bequeath(this.#config, faults.damage(advertFrame(faults.advert(will))))
  }

  #schedule(because: 'active' | 'lower-priority', now: Ns): void {
    if (!this.#around.faults.announces) return
    const times = this.#config.announce
    if (because === 'active') {
      // RFC 9568 6.4.2: solicited-node groups first, or nobody's solicitation would reach us.
      if (this.#config.family === 6) this.#around.joinGroups(this.#config)
      this.#announcements = onBecomingActive(times, now)
    } else {
      const others = this.#announcements.filter(({ because }) => because !== 'lower-priority')
      this.#announcements = [...others, ...onLowerPriority(times, now)].sort((a, b) => a.at - b.at)
    }
  }

  #announce(now: Ns): void {
    const due = this.#announcements.shift()!
    const frames = announcementsOf(this.#config, this.#around.seat)
    for (let round = 0; round < due.rounds; round++) for (const frame of frames) this.#around.send(frame, ns(0))
    if (due.because === 'refresh') {
      const next = refreshAfter(this.#config.announce, now)
      this.#announcements = [...this.#announcements, next].sort((a, b) => a.at - b.at)
    }
    if (due.rounds > 0) this.#tell(now, { kind: 'announced', addresses: frames.length })
  }

  /** Would the advert of a serving router only make us wait for our own timer? */
  #wouldPreempt({ advert }: Sighting): boolean {
    if (this.#around.mayPreempt || this.#everActive || this.#state.name !== 'Backup') return false
    const own = effectivePriority(this.#params, this.#state)
    return advert.priority > 0 && advert.priority < own && (this.#params.preempt || own === 255)
  }

  /** Of two Active Routers the one that should give way. */
  #rival({ src, advert }: Sighting): 'it' | 'we' | undefined {
    if (this.#state.name !== 'Active') return undefined
    const own = effectivePriority(this.#params, this.#state)
    return (advert.priority - own || compareIp(src, this.source)) < 0 ? 'it' : 'we'
  }

  #refuse({ src, advert }: Sighting, now: Ns): void {
    this.#state = INITIALIZE
    this.#entered('Backup', 'a router of lower priority serves', now)
    this.#tell(now, { kind: 'refused', serving: src, priority: advert.priority })
  }

  #tell(at: Ns, what: Happening): void {
    const { instance, interfaceName, vrid, family, syncGroup } = this.#config
    this.#around.tell({
      at,
      instance,
      interfaceName,
      vrid,
      family,
      ...(syncGroup !== undefined && { group: syncGroup }),
      ...what,
    })
  }
}
