import type { RouterConfig } from '../config/model.ts'
import { type Ip, isMulticast, type Mac, sameIp } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_MS, type Ns, ns } from '../core/time.ts'
import { EtherType, emitEthernet, multicastMac } from '../wire/ethernet.ts'
import type { Sighting } from '../wire/facts.ts'
import { type Device, hostsOf, type Identity, isOwner, type Side } from './device.ts'
import type { Gate } from './gate.ts'
import type { Heard } from './heard.ts'
import { Inbox } from './inbox.ts'
import { Peer } from './peer.ts'
import type { Segment, Speaker } from './segment.ts'
import { TesterHost } from './tester-host.ts'
import { DeviceTimes } from './times.ts'
import { Inconclusive, Unmet } from './verdict.ts'

export interface HarnessOptions {
  readonly segment: Segment
  readonly device: Device
  readonly router: RouterConfig
  readonly hash: KeyedHash
  /** What the measured noise of the run adds to every tolerance. */
  readonly allowance: Ns
  /** Present where other cases act on the same device at the same time. */
  readonly gate?: Gate<Acted>
}

/** When an act on the device was begun, and when it was over: its effect came between the two, or soon after. */
export interface Acted {
  readonly fromNs: Ns
  readonly toNs: Ns
}

/**
 * All that a case may do and see of one virtual router: peers that advertise, a host that asks, and what the device
 * does about it. Times are those of the frames. An expectation that is not met throws, and that is the verdict.
 */
export class Harness {
  readonly device: Device
  readonly router: RouterConfig
  readonly times: DeviceTimes
  readonly host: TesterHost
  readonly inbox: Inbox
  /** Adverts of this virtual router's addresses under another VRID. */
  readonly misnumbered: Sighting[] = []
  /** Adverts of the tester's own that came back over the segment: somebody forwards them. */
  readonly returned: Sighting[] = []
  /** What a case records of behaviour that no clause demands: then its verdict is `info`. */
  readonly notes: string[] = []
  /** The last act of the case stopped or unplugged the device. */
  isDown = false
  private readonly segment: Segment
  private readonly peers: Peer[] = []
  private readonly siblings: Harness[] = []
  private readonly close: () => void
  private readonly options: HarnessOptions
  readonly hash: KeyedHash
  private readonly gate: Gate<Acted> | undefined

  constructor(options: HarnessOptions) {
    this.options = options
    this.segment = options.segment
    this.device = options.device
    this.router = options.router
    this.hash = options.hash
    this.gate = options.gate
    this.times = new DeviceTimes(options.router, options.allowance)
    this.inbox = new Inbox(options.segment.timers)
    this.host = new TesterHost(options.segment, this.identities('below')[0]!, this.inbox)
    const stopListening = options.segment.listen((fact) => this.hear(fact))
    const stopWaiting = options.segment.onAbandon((problem) => this.inbox.fail(problem))
    this.close = () => {
      stopListening()
      stopWaiting()
    }
  }

  now(): Ns {
    return this.segment.now()
  }

  /** Unix seconds at time 0. */
  get epochSec(): number {
    return this.segment.epochSec
  }

  /** Source of the device's adverts. */
  get address(): Ip {
    return this.speaker.address
  }

  /** Hardware address that the device's adverts come from. */
  get deviceMac(): Mac {
    const { mac } = this.speaker
    if (mac === undefined) throw new Inconclusive('the link layer tells no hardware address')
    return mac
  }

  /** A router of the tester, with an address above or below the device's. */
  peer(side: Side = 'above', index = 0): Peer {
    const identity = this.identities(side)[index]
    if (identity === undefined) throw new Inconclusive(`the tester has no address ${side} the device's to speak from`)
    const known = this.peers.find((peer) => peer.identity === identity)
    if (known !== undefined) return known
    const device = { address: () => this.address, mac: () => this.speaker.mac, hash: this.hash }
    const peer = new Peer(this.segment, this.router, identity, device)
    this.peers.push(peer)
    return peer
  }

  /** Sends the device's own advert back to it, as a loop would. */
  reflect(own: Sighting): void {
    const group = isMulticast(own.dst) ? multicastMac(own.dst) : this.deviceMac
    const etherType = own.src.family === 4 ? EtherType.ipv4 : EtherType.ipv6
    this.segment.send(emitEthernet({ dst: group, src: own.srcMac ?? this.deviceMac, etherType }, own.packet))
  }

  /** Two hosts of the tester that the device forwards between; the case has `forwarding` among its needs. */
  get hosts(): readonly [Identity, Identity] {
    const [from, to] = hostsOf(this.device.host, this.router.family)
    if (from === undefined || to === undefined) throw new Inconclusive('the tester has no two hosts to forward between')
    return [from, to]
  }

  /** Sends a whole Ethernet frame that is no advert, and returns when. */
  transmit(frame: Uint8Array): Ns {
    return this.segment.send(frame)
  }

  async pause(duration: Ns): Promise<void> {
    await this.inbox.until(ns(this.now() + duration))
  }

  async until(at: Ns): Promise<void> {
    await this.inbox.until(at)
  }

  /** The next advert of the device that was not read yet, awaited for `within` from now. */
  async advert(within: Ns, expected: string): Promise<Sighting> {
    const found = await this.inbox.next(isAdvert, ns(this.now() + within))
    if (found === undefined) throw new Unmet(expected, `no advert in ${inMs(within)}`, true)
    return found
  }

  /** As `advert`, where the case goes on either way. */
  async advertIfAny(within: Ns): Promise<Sighting | undefined> {
    return this.inbox.next(isAdvert, ns(this.now() + within))
  }

  /** The device sends no advert from now for `duration`. */
  async silence(duration: Ns, expected: string): Promise<void> {
    const from = this.now()
    this.inbox.skip()
    const found = await this.inbox.next(isAdvert, ns(from + duration))
    if (found === undefined) return
    throw new Unmet(
      expected,
      `an advert of priority ${found.advert.priority} after ${inMs(ns(found.tNs - from))}`,
      true,
    )
  }

  /** Adverts of the device so far, in [from, to). */
  advertsBetween(from: Ns, to?: Ns): readonly Sighting[] {
    return this.inbox.between(isAdvert, from, to)
  }

  /** `event` (an advert, or its time) came `after` a moment, neither early nor late. */
  onTime(event: Sighting | Ns, moment: Ns, after: Ns, what: string): void {
    const at = typeof event === 'number' ? event : event.tNs
    const took = ns(at - moment)
    const { early, late } = this.times
    if (took >= after - early && took <= after + late) return
    const expected = `${what} after ${inMs(after)} (-${inMs(early)}, +${inMs(late)})`
    throw new Unmet(expected, `after ${inMs(took)}`, true)
  }

  /**
   * As `onTime`, for the first advert after a takeover. Some devices show each takeover late: they wait for an interface.
   * That is for one case to say; here, what the same takeover takes without the stimulus is taken off.
   */
  async takeoverOnTime(event: Sighting | Ns, moment: Ns, after: Ns, what: string): Promise<void> {
    const took = (typeof event === 'number' ? event : event.tNs) - moment
    const isBarelyLate = took > after + this.times.late && took <= after + this.times.interval + this.times.late
    const usual = isBarelyLate ? await this.usualDelay() : ns(0)
    this.onTime(event, ns(moment + usual), after, what)
  }

  /** How late the takeover of a peer that falls silent shows; not more than an interval. */
  private async usualDelay(): Promise<Ns> {
    await this.bring('Backup')
    const last = this.peer().stop()
    this.inbox.skip()
    const first = await this.advertIfAny(ns(this.times.activeDown() + this.times.intervals(2)))
    const delay = first === undefined ? 0 : first.tNs - last - this.times.activeDown()
    return ns(Math.max(0, Math.min(delay, this.times.interval)))
  }

  /** What must hold of something seen. */
  check(holds: boolean, expected: string, actual: string | (() => string)): void {
    if (!holds) throw new Unmet(expected, typeof actual === 'string' ? actual : actual())
  }

  /** The same for another virtual router of the device; it ends with this one. */
  sibling(match: (router: RouterConfig) => boolean): Harness {
    const router = this.device.routers.find((each) => each !== this.router && match(each))
    if (router === undefined) throw new Inconclusive('the device has no such other virtual router')
    const sibling = new Harness({ ...this.options, router })
    this.siblings.push(sibling)
    return sibling
  }

  /** Starts, stops, kills the device or cuts its link; the case must have the `control` among its needs. */
  async act(action: 'start' | 'stop' | 'kill' | 'link up' | 'link down'): Promise<Acted> {
    const { control } = this.device
    const [verb, argument] = action.split(' ') as ['start' | 'stop' | 'kill' | 'link', 'up' | 'down']
    this.isDown = action !== 'start' && action !== 'link up'
    const perform = async (): Promise<Acted> => {
      const fromNs = this.now()
      await (verb === 'link' ? control.link!(argument) : control[verb]!())
      return { fromNs, toNs: this.now() }
    }
    return this.gate === undefined ? perform() : this.gate.pass(action, perform)
  }

  /** Ends what the case left running: its peers fall silent, nothing more is heard. */
  end(): void {
    for (const sibling of this.siblings) sibling.end()
    for (const peer of this.peers) peer.stop()
    this.sayFarewell()
    this.close()
  }

  /** Brings the virtual router to the state a case starts from. Throws `Inconclusive` if it does not get there. */
  async bring(state: 'Backup' | 'Active'): Promise<void> {
    const patience = ns(4 * this.times.activeDown() + this.times.intervals(4))
    if (state === 'Active') {
      const first = await this.advertIfAny(patience)
      if (first === undefined) throw new Inconclusive('the device did not become Active')
      // A device that has just taken over still announces: two more adverts, and it is at rest.
      for (let beat = 0; beat < 2; beat++) await this.advertIfAny(ns(this.times.intervals(1) + this.times.late))
      return
    }
    if (isOwner(this.router)) throw new Inconclusive('an address owner cannot be brought to Backup')
    // Who the device is, its own adverts tell.
    if (this.segment.speakerOf(this.router.family, this.router.vrid) === undefined) await this.bring('Active')
    const peer = this.peer()
    peer.serve()
    // Longer than Active_Down_Interval: the device is Backup, and it accepts what this peer sends.
    const until = ns(this.now() + this.times.activeDown() + this.times.intervals(1))
    await this.pause(this.times.late)
    this.inbox.skip()
    const still = await this.advertIfAny(ns(until - this.now()))
    if (still !== undefined)
      throw new Inconclusive('the device does not stay Backup behind a valid advert of priority 254')
  }

  /** Whatever interval the device has learned is unlearned, and it need not wait for the silence of the peers. */
  private sayFarewell(): void {
    const spoke = this.peers.find(({ lastSent }) => lastSent !== undefined)
    if (spoke === undefined || isOwner(this.router)) return
    spoke.send()
    spoke.send({ priority: 0 })
  }

  private get speaker(): Speaker {
    const speaker = this.segment.speakerOf(this.router.family, this.router.vrid)
    if (speaker === undefined) throw new Inconclusive('the device has not advertised yet')
    return speaker
  }

  private identities(side: Side): readonly Identity[] {
    return this.device.tester[this.router.family === 4 ? 'ipv4' : 'ipv6'][side]
  }

  /** Addresses of this virtual router under a VRID that the device does not have. */
  private isMisnumbered({ advert }: Sighting): boolean {
    if (this.device.routers.some(({ vrid }) => vrid === advert.vrid)) return false
    return advert.addresses.some((ip) => this.router.addresses.some((own) => sameIp(own, ip)))
  }

  private isTesters(source: Ip): boolean {
    return (['above', 'below'] as const).some((side) =>
      this.identities(side).some(({ address }) => sameIp(address, source)),
    )
  }

  private hear(fact: Heard): void {
    if (fact.kind === 'advert') {
      if (fact.src.family !== this.router.family) return
      if (this.isTesters(fact.src)) {
        this.returned.push(fact)
        return
      }
      if (fact.advert.vrid !== this.router.vrid) {
        if (this.isMisnumbered(fact)) this.misnumbered.push(fact)
        return
      }
      // The echo of the tester's own frames never comes here: whoever speaks is the device, or a stranger.
      const { address, mac } = this.speaker
      if (!sameIp(fact.src, address) && fact.srcMac !== mac)
        this.inbox.fail(new Inconclusive(`another router advertises this virtual router: ${fact.src.text}`))
    }
    this.inbox.put(fact)
  }
}

export const isAdvert = (fact: Heard): fact is Sighting => fact.kind === 'advert'
export const inMs = (duration: Ns): string => `${(duration / NS_PER_MS).toFixed(1)} ms`
