import type { RouterConfig } from '../config/model.ts'
import { type Ip, type Mac, sameIp, virtualMac } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { type Random, seededRandom } from '../core/random.ts'
import { type Ns, ns } from '../core/time.ts'
import { MACHINE, type Machine } from '../model/machine.ts'
import type { ArpFact, EchoFact, NdFact, Sighting } from '../wire/facts.ts'
import {
  arpReplyFrame,
  arpRequestFrame,
  echoFrame,
  solicitationFrame,
  solicitedNaFrame,
  unsolicitedNaFrame,
} from '../wire/frames.ts'
import { locate } from '../wire/locate.ts'
import { Layer, NO_PATH, paths } from '../wire/path.ts'
import { factOf } from '../wire/sighting.ts'
import { type FrameView, Kind } from '../wire/view.ts'
import type { VlanTag } from '../wire/vlan.ts'
import type { RouterStatus, SpeakerEvent } from './events.ts'
import { combined, type Fault } from './faults.ts'
import { addressMac } from './frames.ts'
import { Host } from './host.ts'
import { Neighbours } from './neighbours.ts'
import type { Clock, Link, Wakeup } from './ports.ts'
import type { SyncGroups } from './sync-groups.ts'
import { VirtualRouter } from './virtual-router.ts'

export interface SpeakerOptions {
  readonly link: Link
  readonly clock: Clock
  readonly wakeup: Wakeup
  /** MAC of the interface, or of the host of our own. */
  readonly mac: Mac
  readonly routers: readonly RouterConfig[]
  /** Source of adverts where the configuration names none. */
  readonly sources?: readonly Ip[]
  /** The addresses are ours, not the kernel's: answer ARP, NS and echo for them, and join the groups. */
  readonly ownHost?: boolean
  readonly tags?: readonly VlanTag[]
  readonly machine?: Machine
  readonly hash?: KeyedHash
  /** Unix time of the clock's zero: HMAC trailers carry the time of day. */
  readonly epochSec?: number
  readonly faults?: readonly Fault[]
  /** Decides what faults lose and delay. */
  readonly random?: Random
  /** True unless given: a router that comes may take over from one of lower priority that serves. */
  readonly mayPreempt?: boolean
  readonly syncGroups?: SyncGroups
  readonly onEvent?: (event: SpeakerEvent) => void
}

type Direction = 'rx' | 'tx'

/** Any number of virtual routers on one link, with one wake-up. All protocol logic is in the machine it is given. */
export class Speaker {
  readonly #options: SpeakerOptions
  readonly #seat: { mac: Mac; readonly tags: readonly VlanTag[] }
  readonly #host: Host
  readonly #neighbours = new Neighbours()
  readonly #routers: readonly VirtualRouter[]
  readonly #byKey: ReadonlyMap<number, VirtualRouter>
  /** Path of the VLAN we sit in: frames from elsewhere are not for us. */
  readonly #path: number
  /** Frames that a fault holds back, in the order of their times. */
  #held: { at: Ns; frame: Uint8Array }[] = []
  /** What the wake-up is set to. */
  #alarm = Number.POSITIVE_INFINITY
  #paused = false
  readonly #muted = new Set<Direction>()

  /** Throws a plain Error where no source address of a router's family is known. */
  constructor(options: SpeakerOptions) {
    this.#options = options
    this.#seat = { mac: options.mac, tags: options.tags ?? [] }
    const sources = options.routers.map((config) => sourceOf(config, options.sources ?? []))
    this.#host = new Host(this.#seat, options.ownHost ? distinct(sources) : [])
    this.#routers = options.routers.map((config, i) => this.#place(config, sources[i]!))
    this.#byKey = new Map(this.#routers.map((router) => [keyOf(router.config.family, router.config.vrid), router]))
    this.#path = this.#seat.tags.reduce((path, tag) => paths.child(path, Layer.Vlan, tag.id), NO_PATH)
    options.syncGroups?.join(this)
    options.link.onFrame((view) => this.#receive(view))
    options.wakeup.onWake(() => this.#wake())
    options.link.onLate?.((key, by) => {
      this.#byKey.get(key)?.sentLate(by)
      this.#rearm()
    })
  }

  start(): void {
    for (const frame of this.#host.joins()) this.#send(frame)
    for (const router of this.#routers) router.start(this.#options.clock.now())
    this.#rearm()
  }

  /** Priority 0 from every Active router, then silence. */
  shutdown(): void {
    for (const router of this.#routers) router.stop(this.#options.clock.now())
    this.#flush(ns(Number.MAX_SAFE_INTEGER))
    this.#rearm()
  }

  /** Undefined changes every virtual router. False if there is none of that name. */
  setPriority(priority: number, instance?: string): boolean {
    return this.#each(instance, (router) => router.setPriority(priority))
  }

  /** Something that a virtual router needs is down, or no longer (undefined). */
  setFault(cause: string | undefined, instance?: string): boolean {
    return this.#each(instance, (router) => router.setFault(cause, this.#options.clock.now()))
  }

  /** The interface is back, perhaps with another MAC address: what it told the switch counts no longer. */
  movesTo(mac: Mac | undefined): void {
    if (mac !== undefined) this.#seat.mac = mac
    for (const frame of this.#host.joins()) this.#send(frame)
  }

  dropToBackup(instance?: string): boolean {
    return this.#each(instance, (router) => router.dropToBackup(this.#options.clock.now()))
  }

  forceAdvert(instance?: string): boolean {
    return this.#each(instance, (router) => router.forceAdvert(this.#options.clock.now()))
  }

  /** Hears nothing, says nothing and lets every timer run out, like a process that hangs. */
  pause(): void {
    this.#paused = true
    this.#options.wakeup.cancel()
  }

  resume(): void {
    this.#paused = false
    this.#wake()
  }

  /** Cuts one direction; the routers do not notice. */
  mute(direction: Direction, muted = true): void {
    if (muted) this.#muted.add(direction)
    else this.#muted.delete(direction)
  }

  get configs(): RouterConfig[] {
    return this.#routers.map(({ config }) => config)
  }

  /** Whether a member of a sync group is Active, or would be were it alone. */
  wantsActive(instance: string): boolean {
    return this.#routers.some((router) => router.config.instance === instance && router.wantsActive)
  }

  /** A member of a sync group goes with the others. */
  follow(instance: string, to: 'Active' | 'Backup'): void {
    this.#each(instance, (router) => router.follow(to, this.#options.clock.now()))
  }

  status(): RouterStatus[] {
    return this.#routers.map((router) => router.status())
  }

  #place(config: RouterConfig, source: Ip): VirtualRouter {
    const { machine = MACHINE, hash, epochSec = 0, mayPreempt = true, onEvent, syncGroups, link } = this.#options
    const faults = combined(this.#options.faults ?? [], this.#options.random ?? seededRandom(1))
    for (const { address } of config.unicastPeers) this.#neighbours.expect(address)
    return new VirtualRouter(config, source, {
      seat: this.#seat,
      machine: faults.machine(machine),
      faults,
      hash,
      epochSec,
      mayPreempt,
      send: (frame, after) => this.#sendAfter(frame, after),
      towards: (peer, from, send) => this.#towards(peer, from, send),
      joinGroups: ({ addresses, excludedAddresses }) => {
        for (const frame of this.#host.joinsFor(source, [...addresses, ...excludedAddresses])) this.#send(frame)
      },
      bequeath:
        link.setWill &&
        (({ family, vrid }, frame) => {
          if (frame !== undefined) link.setWill?.(frame)
          else link.clearWill?.(keyOf(family, vrid))
        }),
      mayLead: ({ instance, syncGroup }) =>
        syncGroup === undefined || syncGroups === undefined || syncGroups.mayLead(instance, syncGroup),
      tell: (event) => {
        onEvent?.(event)
        syncGroups?.onEvent(event)
      },
    })
  }

  #each(instance: string | undefined, act: (router: VirtualRouter) => void): boolean {
    const meant = this.#routers.filter(({ config }) => instance === undefined || config.instance === instance)
    for (const router of meant) act(router)
    this.#rearm()
    return meant.length > 0
  }

  #wake(heardUntil?: Ns): void {
    if (this.#paused) return
    const now = this.#options.clock.now()
    for (const router of this.#routers) router.wake(now, heardUntil)
    this.#flush(now)
    this.#rearm()
  }

  #rearm(): void {
    if (this.#paused) return
    let soonest = this.#held[0]?.at ?? Number.POSITIVE_INFINITY
    for (const { deadline } of this.#routers) if (deadline !== undefined && deadline < soonest) soonest = deadline
    this.#alarm = soonest
    if (soonest === Number.POSITIVE_INFINITY) this.#options.wakeup.cancel()
    else this.#options.wakeup.at(ns(soonest))
  }

  #send(frame: Uint8Array): void {
    if (!this.#muted.has('tx')) this.#options.link.send(frame)
  }

  #sendAfter(frame: Uint8Array, after: Ns): void {
    if (after <= 0) this.#send(frame)
    else {
      this.#held.push({ at: ns(this.#options.clock.now() + after), frame })
      this.#held.sort((a, b) => a.at - b.at)
      if (this.#held[0]!.at < this.#alarm) this.#rearm()
    }
  }

  #flush(now: Ns): void {
    while (this.#held[0] !== undefined && this.#held[0].at <= now) this.#send(this.#held.shift()!.frame)
  }

  #towards(peer: Ip, from: Ip, send: (mac: Mac, late: boolean) => void): void {
    const known = this.#neighbours.macOf(peer)
    if (known !== undefined) {
      send(known, false)
      return
    }
    this.#neighbours.whenKnown(peer, (mac) => send(mac, true))
    const link = { srcMac: this.#seat.mac, tags: this.#seat.tags }
    this.#send(
      peer.family === 4
        ? arpRequestFrame({ link, senderIp: from, target: peer })
        : solicitationFrame({ link, src: from, target: peer }),
    )
  }

  #receive(view: FrameView): void {
    if (this.#paused || this.#muted.has('rx')) return
    const kind = locate(view)
    if (kind === Kind.None || view.path !== this.#path) return
    const fact = factOf(view, kind)
    switch (fact?.kind) {
      case 'advert':
        this.#hear(fact)
        break
      case 'arp':
        this.#answerArp(fact)
        break
      case 'nd':
        this.#answerNd(fact)
        break
      case 'echo':
        this.#answerEcho(fact, view)
        break
      case 'membership':
        if (fact.role === 'query') for (const frame of this.#host.joins()) this.#send(frame)
        break
    }
    // A flood must not keep the timers waiting for a quiet moment.
    if (this.#options.clock.now() >= this.#alarm) this.#wake(view.tNs as Ns)
  }

  #hear(sighting: Sighting): void {
    if (!this.#isForUs(sighting.dstMac)) return
    this.#neighbours.learn(sighting.src, sighting.srcMac)
    const router = this.#byKey.get(keyOf(sighting.src.family, sighting.advert.vrid))
    if (router === undefined) return
    router.hear(sighting, this.#options.clock.now())
    // An alarm that is now too early does no harm.
    const { deadline } = router
    if (deadline !== undefined && deadline < this.#alarm) this.#rearm()
  }

  #answerArp(arp: ArpFact): void {
    this.#neighbours.learn(arp.senderIp, arp.senderMac)
    if (arp.role !== 'request' && arp.role !== 'probe') return
    const mac = this.#macAnswering(arp.targetIp)
    if (mac === undefined) return
    const link = { srcMac: mac, tags: this.#seat.tags }
    this.#send(arpReplyFrame({ link, address: arp.targetIp, mac, askerMac: arp.senderMac, askerIp: arp.senderIp }))
  }

  #answerNd(nd: NdFact): void {
    if (nd.flaw !== undefined) return
    if (nd.role === 'advertisement' || nd.role === 'unsolicited') {
      this.#neighbours.learn(nd.target, nd.linkLayer)
      return
    }
    const askerMac = nd.linkLayer ?? nd.srcMac
    if (nd.role === 'solicitation') this.#neighbours.learn(nd.src, askerMac)
    const mac = this.#macAnswering(nd.target)
    if (mac === undefined) return
    const answer = {
      link: { srcMac: mac, tags: this.#seat.tags },
      address: nd.target,
      mac,
      router: !this.#isHost(nd.target),
    }
    // RFC 4861 7.2.4: who asks without an address is answered before all nodes.
    if (nd.role === 'dad-probe' || askerMac === undefined) this.#send(unsolicitedNaFrame(answer))
    else this.#send(solicitedNaFrame({ ...answer, askerMac, askerIp: nd.src }))
  }

  #answerEcho(echo: EchoFact, view: FrameView): void {
    if (echo.reply || echo.srcMac === undefined || !this.#isForUs(echo.dstMac)) return
    const mac = this.#isHost(echo.dst) ? this.#host.mac : this.#macOfServing(echo.dst, true)
    if (mac === undefined) return
    // Identifier, sequence number and data follow type, code and checksum.
    const data = new Uint8Array(view.dv.buffer, view.dv.byteOffset + view.l4 + 4, view.l4End - view.l4 - 4).slice()
    const link = { srcMac: mac, dstMac: echo.srcMac, tags: this.#seat.tags }
    this.#send(echoFrame({ link, src: echo.dst, dst: echo.src, reply: true, data }))
  }

  #macAnswering(target: Ip): Mac | undefined {
    return this.#isHost(target) ? this.#host.mac : this.#macOfServing(target, false)
  }

  /** An address of our host for good; not one that it lends to a virtual router as its owner. */
  #isHost(address: Ip): boolean {
    const lent = this.#routers.some(({ config }) => config.addresses.some((own) => sameIp(own, address)))
    return !lent && this.#host.owns(address)
  }

  /** The MAC of the virtual router that answers for `target` now; `accepting`: that takes packets to it as well. */
  #macOfServing(target: Ip, accepting: boolean): Mac | undefined {
    const now = this.#options.clock.now()
    const router = this.#routers.find(
      (one) =>
        one.config.family === target.family &&
        (!accepting || one.config.accept || one.config.priority === 255) &&
        one.answersFor(target, now),
    )
    return router && addressMac(router.config, this.#seat)
  }

  /** To everybody, to a group, or to one of our MAC addresses. */
  #isForUs(mac: Mac | undefined): boolean {
    if (mac === undefined || mac === this.#seat.mac) return true
    if ((Number.parseInt(mac.slice(0, 2), 16) & 1) === 1) return true
    return this.#routers.some(({ config }) => config.virtualMac && virtualMac(config.family, config.vrid) === mac)
  }
}

function sourceOf(config: RouterConfig, sources: readonly Ip[]): Ip {
  const source = config.primaryAddress ?? sources.find((address) => address.family === config.family)
  if (source === undefined) throw new Error(`${config.instance}: no IPv${config.family} address to send from`)
  return source
}

const keyOf = (family: 4 | 6, vrid: number): number => (family === 6 ? 256 : 0) + vrid

const distinct = (addresses: readonly Ip[]): Ip[] => [...new Map(addresses.map((ip) => [ip.text, ip])).values()]
