import type { RouterConfig } from '../config/model.ts'
import type { Ip, Mac } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_SEC, type Ns, ns, nsFromCs } from '../core/time.ts'
import { type AdvertFrame, advertFrame, type Protection } from '../wire/frames.ts'
import { type AdvertFields, AuthType } from '../wire/vrrp.ts'
import { type Identity, isUnicast } from './device.ts'
import type { Segment } from './segment.ts'

/** What an advert of the tester has otherwise than a good one of the same virtual router. */
export interface AdvertChanges
  extends Partial<AdvertFields>,
    Partial<Pick<AdvertFrame, 'dst' | 'hopLimit' | 'ipId' | 'checksum'>> {
  readonly srcMac?: Mac
  readonly dstMac?: Mac
  /** Signs in place of the virtual router's own authentication; null leaves the signature out. */
  readonly protection?: Protection | null
  /** An AH sequence number in place of the next. */
  readonly sequence?: number
  /** The age of the HMAC trailer's stamp. */
  readonly stampedAgoSec?: number
  /** Another key than the configured one. */
  readonly signWith?: Uint8Array
  /** Last word on the finished frame. */
  readonly tamper?: (frame: Uint8Array) => Uint8Array
}

/** What a peer has to know of the device to speak to it. */
export interface Counterpart {
  readonly address: () => Ip
  readonly mac: () => Mac | undefined
  readonly hash: KeyedHash
}

/** Better than every device that is no owner. */
const SERVING_PRIORITY = 254

/** A VRRP router of the tester: it sends what it is told, and reacts to nothing. */
export class Peer {
  readonly identity: Identity
  /** When it last sent an advert. */
  lastSent: Ns | undefined
  private readonly segment: Segment
  private readonly router: RouterConfig
  private readonly device: Counterpart
  private stopBeating = (): void => {}

  constructor(segment: Segment, router: RouterConfig, identity: Identity, device: Counterpart) {
    this.segment = segment
    this.router = router
    this.identity = identity
    this.device = device
  }

  /** Sends one advert, good but for `changes`, and returns when. */
  send(changes: AdvertChanges = {}): Ns {
    const frame = this.frame(changes)
    this.lastSent = this.segment.send(changes.tamper === undefined ? frame : changes.tamper(frame), this.router.vrid)
    return this.lastSent
  }

  /** Plays the Active Router from now on: an advert at once and one every interval of its own. */
  serve(changes: AdvertChanges = {}): void {
    this.repeat(() => changes, this.segment.now())
  }

  /** Falls silent. Returns when it sent its last advert. */
  stop(): Ns {
    this.stopBeating()
    this.stopBeating = () => {}
    return this.lastSent ?? this.segment.now()
  }

  /** Keeps the beat of the serving before it, with the changes of each turn. */
  repeat(changesOf: (turn: number) => AdvertChanges, from?: Ns): void {
    this.stopBeating()
    let turn = 0
    const beat = (at: Ns): void => {
      const changes = changesOf(turn++)
      this.send(changes)
      const next = ns(at + nsFromCs(changes.maxAdvertInterval ?? this.router.advertInterval))
      this.stopBeating = this.segment.timers.at(next, () => beat(next))
    }
    const first = from ?? ns((this.lastSent ?? this.segment.now()) + nsFromCs(this.router.advertInterval))
    this.stopBeating = this.segment.timers.at(first, () => beat(first))
  }

  private frame(changes: AdvertChanges): Uint8Array {
    const { router, identity } = this
    const dst = changes.dst ?? (isUnicast(router) ? this.device.address() : router.group)
    const dstMac = changes.dstMac ?? (isUnicast(router) ? this.device.mac() : undefined)
    const protection = changes.protection === undefined ? this.protection(changes) : (changes.protection ?? undefined)
    return advertFrame({
      link: { srcMac: changes.srcMac ?? identity.mac, ...(dstMac !== undefined && { dstMac }) },
      src: identity.address,
      dst,
      hopLimit: changes.hopLimit ?? 255,
      ...(changes.ipId !== undefined && { ipId: changes.ipId }),
      ...this.checksum(changes),
      ...(protection !== undefined && { protection }),
      advert: {
        version: router.version,
        vrid: router.vrid,
        priority: SERVING_PRIORITY,
        maxAdvertInterval: router.advertInterval,
        addresses: router.addresses,
        ...this.password(),
        ...changes,
      },
    })
  }

  private checksum(changes: AdvertChanges): Pick<AdvertFrame, 'checksum'> {
    if (changes.checksum !== undefined) return { checksum: changes.checksum }
    const isChoice = this.router.family === 4 && (changes.version ?? this.router.version) === 3
    return isChoice ? { checksum: this.router.checksum } : {}
  }

  private password(): Pick<AdvertFields, 'authType' | 'authData'> {
    const { authentication } = this.router
    if (authentication.kind === 'simple') return { authType: AuthType.simple, authData: authentication.password }
    return authentication.kind === 'ah' ? { authType: AuthType.ah } : {}
  }

  /** AH sequence numbers and HMAC counters of all peers of a virtual router only ever grow. */
  private protection({ signWith, sequence, stampedAgoSec = 0 }: AdvertChanges): Protection | undefined {
    const { authentication, family, vrid } = this.router
    const { hash } = this.device
    const next = this.segment.nextSequence(family, vrid)
    if (authentication.kind === 'ah')
      return {
        kind: 'ah',
        key: signWith ?? authentication.password,
        sequence: sequence ?? next,
        hash,
      }
    if (authentication.kind !== 'hmac') return undefined
    const key = authentication.keys.find(({ id }) => id === authentication.activeKeyId)!
    const seconds = this.segment.now() / NS_PER_SEC + this.segment.epochSec - stampedAgoSec
    const fraction = Math.floor((seconds % 1) * 65536)
    const counter = next & 0xffff
    return {
      kind: 'hmac',
      key: signWith ?? key.key,
      keyId: key.id,
      seconds: Math.floor(seconds),
      fraction,
      counter,
      hash,
    }
  }
}
