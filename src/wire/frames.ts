import { type Ip, isMulticast, isUnspecified, type Mac, parseIp, vrrpGroup } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { AH_ICV, AH_LEN, emitAh } from './ah.ts'
import { ArpOperation, emitArp } from './arp.ts'
import { viewOf } from './bytes.ts'
import { BROADCAST_MAC, EtherType, emitEthernet, multicastMac } from './ethernet.ts'
import type { ChecksumReading } from './facts.ts'
import { emitEcho } from './icmp.ts'
import { emitIpv4, IPV4_LEN } from './ipv4.ts'
import { emitIpv6, MLD_ROUTER_ALERT } from './ipv6.ts'
import { emitIgmpV3Join, emitIgmpV3Query, emitMldV2Join, emitMldV2Query } from './membership.ts'
import { emitNd } from './nd.ts'
import { IpProtocol } from './protocol.ts'
import { emitTrailer, TRAILER_HMAC, TRAILER_TYPE } from './trailer.ts'
import { ahIcv, ahReadingFor, trailerHmac } from './verify.ts'
import type { VlanTag } from './vlan.ts'
import { type AdvertFields, emitVrrp } from './vrrp.ts'

// Whole Ethernet frames, ready to send. They are as short as their contents: the interface pads.

/** The Ethernet header. A destination that is not given is the group's or the broadcast address. */
export interface LinkHeader {
  readonly srcMac: Mac
  readonly dstMac?: Mac
  readonly tags?: readonly VlanTag[]
}

/** keepalived's two ways to sign. `key`: see passwordBytes in verify.ts for AH. */
export type Protection =
  | {
      readonly kind: 'ah'
      readonly key: Uint8Array
      readonly sequence: number
      /** The source address where not given: keepalived accepts no other. */
      readonly spi?: number
      readonly hash: KeyedHash
    }
  | {
      readonly kind: 'hmac'
      readonly key: Uint8Array
      readonly keyId: number
      readonly seconds: number
      readonly fraction: number
      readonly counter: number
      readonly hash: KeyedHash
    }

export interface AdvertFrame {
  readonly link: LinkHeader
  readonly src: Ip
  /** The VRRP group where not given. A unicast destination needs `link.dstMac`. */
  readonly dst?: Ip
  readonly advert: AdvertFields
  readonly hopLimit?: number
  readonly ipId?: number
  readonly dontFragment?: boolean
  /** Version 2 over IPv4 'message-only', over IPv6 with trailer 'with-trailer', else 'pseudo-header' if not given. */
  readonly checksum?: ChecksumReading
  readonly protection?: Protection
}

/** An advertisement in its packet in its frame. */
export function advertFrame(f: AdvertFrame): Uint8Array {
  const route = { src: f.src, dst: f.dst ?? vrrpGroup(f.src.family) }
  const { protection } = f
  const trailer = protection?.kind === 'hmac' ? signedTrailer(f.advert, route, protection) : undefined
  const reading = f.checksum ?? usualChecksum(f.advert.version, f.src.family, trailer !== undefined)
  const pdu = emitVrrp(f.advert, route, reading, trailer)
  if (protection?.kind !== 'ah') return ipFrame(f, route, IpProtocol.vrrp, pdu)
  const spi = protection.spi ?? viewOf(f.src.bytes).getUint32(0)
  return signedAh(
    ipFrame(f, route, IpProtocol.ah, emitAh({ nextHeader: IpProtocol.vrrp, spi, sequence: protection.sequence }, pdu)),
    route.dst,
    protection,
    pdu.length,
  )
}

/**
 * Gratuitous ARP for an address, as keepalived and FRR send it: a request to everybody, target MAC all ones. `reply`
 * makes the same statement as a reply; `targetMac` is the virtual router MAC by RFC 9568 6.4.2.
 */
export function gratuitousArpFrame(a: {
  link: LinkHeader
  address: Ip
  mac?: Mac
  targetMac?: Mac
  reply?: boolean
}): Uint8Array {
  const operation = a.reply ? ArpOperation.reply : ArpOperation.request
  const senderMac = a.mac ?? a.link.srcMac
  const targetMac = a.targetMac ?? BROADCAST_MAC
  const packet = { operation, senderMac, senderIp: a.address, targetMac, targetIp: a.address }
  return linkFrame(a.link, BROADCAST_MAC, EtherType.arp, emitArp(packet))
}

/** The answer to who has `address`, to the one who asked. */
export function arpReplyFrame(a: { link: LinkHeader; address: Ip; mac?: Mac; askerMac: Mac; askerIp: Ip }): Uint8Array {
  const senderMac = a.mac ?? a.link.srcMac
  const addresses = { senderMac, senderIp: a.address, targetMac: a.askerMac, targetIp: a.askerIp }
  return linkFrame(a.link, a.askerMac, EtherType.arp, emitArp({ operation: ArpOperation.reply, ...addresses }))
}

/** A question: who has `target`? With an unspecified `senderIp` it is a probe (RFC 5227 2.1.1). */
export function arpRequestFrame(a: { link: LinkHeader; senderIp: Ip; target: Ip }): Uint8Array {
  const targetMac = '00:00:00:00:00:00' as Mac
  const addresses = { senderMac: a.link.srcMac, senderIp: a.senderIp, targetMac, targetIp: a.target }
  return linkFrame(a.link, BROADCAST_MAC, EtherType.arp, emitArp({ operation: ArpOperation.request, ...addresses }))
}

/** Unsolicited advertisement of an address to all nodes, override set (RFC 9568 6.4.2, RFC 4861 7.2.6). */
export function unsolicitedNaFrame(a: { link: LinkHeader; address: Ip; mac?: Mac; router?: boolean }): Uint8Array {
  const route = { src: a.address, dst: ALL_NODES }
  const linkLayer = a.mac ?? a.link.srcMac
  const router = a.router ?? true
  const message = emitNd({ advertisement: true, target: a.address, router, override: true, linkLayer }, route)
  return ipFrame({ link: a.link, trafficClass: 0 }, route, IpProtocol.icmp6, message)
}

/** The answer to a solicitation for `address`, to the one who asked. */
export function solicitedNaFrame(a: {
  link: LinkHeader
  address: Ip
  mac?: Mac
  askerMac: Mac
  askerIp: Ip
  router?: boolean
}): Uint8Array {
  const route = { src: a.address, dst: a.askerIp }
  const flags = { router: a.router ?? true, solicited: true, override: true, linkLayer: a.mac ?? a.link.srcMac }
  const message = emitNd({ advertisement: true, target: a.address, ...flags }, route)
  return ipFrame({ link: { dstMac: a.askerMac, ...a.link }, trafficClass: 0 }, route, IpProtocol.icmp6, message)
}

/**
 * A solicitation for `target` to its solicited-node group (RFC 4861 4.3). From the unspecified address it is a probe for
 * duplicates and names no link-layer address: receivers discard one that does (RFC 4861 7.1.1).
 */
export function solicitationFrame(a: { link: LinkHeader; src: Ip; target: Ip }): Uint8Array {
  const suffix = a.target.bytes.subarray(13)
  const hex = (i: number): string => suffix[i]!.toString(16).padStart(2, '0')
  const route = { src: a.src, dst: parseIp(`ff02::1:ff${hex(0)}:${hex(1)}${hex(2)}`)! }
  const linkLayer = isUnspecified(a.src) ? undefined : a.link.srcMac
  const message = emitNd({ advertisement: false, target: a.target, linkLayer }, route)
  return ipFrame({ link: a.link, trafficClass: 0 }, route, IpProtocol.icmp6, message)
}

/** ICMP or ICMPv6 echo; `data` starts with identifier and sequence number (4 bytes), which a reply returns. */
export function echoFrame(a: {
  link: LinkHeader
  src: Ip
  dst: Ip
  reply: boolean
  data: Uint8Array
  hopLimit?: number
}): Uint8Array {
  const protocol = a.src.family === 4 ? IpProtocol.icmp : IpProtocol.icmp6
  return ipFrame(
    { link: a.link, hopLimit: a.hopLimit ?? 64, trafficClass: 0 },
    a,
    protocol,
    emitEcho(a.reply, a.data, a),
  )
}

/** Joins the group: IGMPv3 to 224.0.0.22 or MLDv2 to ff02::16, with router alert and hop limit 1. */
export function joinFrame(a: { link: LinkHeader; src: Ip; group?: Ip }): Uint8Array {
  const group = a.group ?? vrrpGroup(a.src.family)
  const route = { src: a.src, dst: a.src.family === 4 ? IGMP_ROUTERS : MLD_ROUTERS }
  if (a.src.family === 4) {
    const header = { link: a.link, hopLimit: 1, options: IPV4_ROUTER_ALERT }
    return ipFrame(header, route, IpProtocol.igmp, emitIgmpV3Join([group]))
  }
  const header = { link: a.link, hopLimit: 1, trafficClass: 0, options: MLD_ROUTER_ALERT }
  return ipFrame(header, route, IpProtocol.icmp6, emitMldV2Join([group], route))
}

/** Asks everybody for their group memberships: IGMPv3 to 224.0.0.1, MLDv2 to ff02::1. */
export function queryFrame(a: { link: LinkHeader; src: Ip }): Uint8Array {
  if (a.src.family === 4) {
    const header = { link: a.link, hopLimit: 1, options: IPV4_ROUTER_ALERT }
    return ipFrame(header, { src: a.src, dst: ALL_SYSTEMS }, IpProtocol.igmp, emitIgmpV3Query())
  }
  const route = { src: a.src, dst: ALL_NODES }
  const header = { link: a.link, hopLimit: 1, trafficClass: 0, options: MLD_ROUTER_ALERT }
  return ipFrame(header, route, IpProtocol.icmp6, emitMldV2Query(route))
}

/** An IP packet in its frame; the multicast MAC follows from the group. */
export function ipFrame(h: IpFrame, route: Route, protocol: number, payload: Uint8Array): Uint8Array {
  const tos = h.trafficClass ?? 0xc0
  const hopLimit = h.hopLimit ?? 255
  const options = h.options ?? new Uint8Array(0)
  const id = h.ipId ?? 0
  const dontFragment = h.dontFragment ?? false
  const { src, dst } = route
  const isV4 = src.family === 4
  const packet = isV4
    ? emitIpv4({ src, dst, protocol, ttl: hopLimit, tos, id, dontFragment, options }, payload)
    : emitIpv6({ src, dst, protocol, hopLimit, trafficClass: tos, hopByHop: options }, payload)
  const groupMac = isMulticast(dst) ? multicastMac(dst) : BROADCAST_MAC
  return linkFrame(h.link, groupMac, isV4 ? EtherType.ipv4 : EtherType.ipv6, packet)
}

export interface Route {
  readonly src: Ip
  readonly dst: Ip
}

export interface IpFrame {
  readonly link: LinkHeader
  readonly hopLimit?: number
  readonly ipId?: number
  readonly dontFragment?: boolean
  /** 0xc0 where not given. */
  readonly trafficClass?: number
  /** IPv4 options, or the IPv6 hop-by-hop header. */
  readonly options?: Uint8Array
}

const ALL_SYSTEMS = parseIp('224.0.0.1')!
const ALL_NODES = parseIp('ff02::1')!
const IGMP_ROUTERS = parseIp('224.0.0.22')!
const MLD_ROUTERS = parseIp('ff02::16')!
/** RFC 2113. */
const IPV4_ROUTER_ALERT = Uint8Array.of(0x94, 4, 0, 0)

const linkFrame = (link: LinkHeader, usualDst: Mac, etherType: number, payload: Uint8Array): Uint8Array =>
  emitEthernet({ dst: link.dstMac ?? usualDst, src: link.srcMac, tags: link.tags ?? [], etherType }, payload)

function usualChecksum(version: number, family: 4 | 6, isSigned: boolean): ChecksumReading {
  if (family === 6) return isSigned ? 'with-trailer' : 'pseudo-header'
  return version === 2 ? 'message-only' : 'pseudo-header'
}

function signedTrailer(advert: AdvertFields, route: Route, p: Extract<Protection, { kind: 'hmac' }>): Uint8Array {
  const trailer = emitTrailer({ type: TRAILER_TYPE, ...p })
  trailer.set(trailerHmac(emitVrrp(advert, route), route.src, trailer, p.key, p.hash), TRAILER_HMAC)
  return trailer
}

// The ICV covers the IP header, so it goes in last. The header has no options.
function signedAh(frame: Uint8Array, dst: Ip, p: Extract<Protection, { kind: 'ah' }>, pduLen: number): Uint8Array {
  const packet = frame.subarray(frame.length - pduLen - AH_LEN - IPV4_LEN)
  packet.set(ahIcv(packet, IPV4_LEN, ahReadingFor(isMulticast(dst)), p.key, p.hash), IPV4_LEN + AH_ICV)
  return frame
}
