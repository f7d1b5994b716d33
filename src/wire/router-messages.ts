import { type Ip, ipAt, isLinkLocal, type Mac, macAt, macBytes, parseIp } from '../core/address.ts'
import { joined } from './bytes.ts'
import { ETHERNET_DST, ETHERNET_LEN, ETHERNET_SRC, ETHERNET_TYPE, EtherType } from './ethernet.ts'
import type { Seen } from './facts.ts'
import { ipFrame, type LinkHeader } from './frames.ts'
import { emitIcmpError } from './icmp.ts'
import { emitIcmp6 } from './icmp6.ts'
import { IPV4_DST, IPV4_LEN, IPV4_PROTOCOL, IPV4_SRC } from './ipv4.ts'
import { IPV6_DST, IPV6_HOP_LIMIT, IPV6_LEN, IPV6_NEXT_HEADER, IPV6_SRC } from './ipv6.ts'
import { IpProtocol } from './protocol.ts'
import type { FrameView } from './view.ts'

// What routers tell hosts, and hosts ask them: Router Solicitations and Advertisements (RFC 4861 4.1, 4.2), redirects
// (RFC 4861 4.5, RFC 792). The analyzer does not look at them; the conformance suite does.

/** A Router Advertisement. */
export interface RouterAdvertFact extends Seen {
  readonly kind: 'router-advert'
  readonly src: Ip
  readonly dst: Ip
  readonly hopLimit: number
  /** Source link-layer address option. */
  readonly linkLayer: Mac | undefined
}

/** A Router Solicitation. */
export interface RouterSolicitationFact extends Seen {
  readonly kind: 'router-solicitation'
  readonly src: Ip
}

/** A redirect of either family. */
export interface RedirectFact extends Seen {
  readonly kind: 'redirect'
  readonly src: Ip
  readonly dst: Ip
}

export type RouterFact = RouterAdvertFact | RouterSolicitationFact | RedirectFact

const SOLICITATION = 133
const ADVERTISEMENT = 134
const REDIRECT_6 = 137
const REDIRECT_4 = 5
const REDIRECT_HOST = 1
const SOURCE_LINK_LAYER = 1
const ADVERTISEMENT_LEN = 16

/** The message in an untagged Ethernet frame that `locate` found nothing in. Undefined for anything else. */
export function routerFactOf(v: FrameView): RouterFact | undefined {
  const { dv, start } = v
  if (v.end - start < ETHERNET_LEN + IPV4_LEN) return undefined
  const seen: Seen = {
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: 0,
    srcMac: macAt(dv, start + ETHERNET_SRC),
    dstMac: macAt(dv, start + ETHERNET_DST),
    outgoing: false,
  }
  const l3 = start + ETHERNET_LEN
  const etherType = dv.getUint16(start + ETHERNET_TYPE)
  if (etherType === EtherType.ipv4) return redirect4(v, l3, seen)
  if (etherType !== EtherType.ipv6 || v.end - l3 < IPV6_LEN + 8) return undefined
  if (dv.getUint8(l3 + IPV6_NEXT_HEADER) !== IpProtocol.icmp6) return undefined
  const src = ipAt(dv, l3 + IPV6_SRC, 6)
  const dst = ipAt(dv, l3 + IPV6_DST, 6)
  const at = l3 + IPV6_LEN
  switch (dv.getUint8(at)) {
    case SOLICITATION:
      return { kind: 'router-solicitation', src, ...seen }
    case ADVERTISEMENT: {
      const hopLimit = dv.getUint8(l3 + IPV6_HOP_LIMIT)
      return { kind: 'router-advert', src, dst, hopLimit, linkLayer: sourceOption(v, at + ADVERTISEMENT_LEN), ...seen }
    }
    case REDIRECT_6:
      return { kind: 'redirect', src, dst, ...seen }
    default:
      return undefined
  }
}

function redirect4({ dv, end }: FrameView, l3: number, seen: Seen): RedirectFact | undefined {
  const at = l3 + (dv.getUint8(l3) & 15) * 4
  if (dv.getUint8(l3 + IPV4_PROTOCOL) !== IpProtocol.icmp || end < at + 8 || dv.getUint8(at) !== REDIRECT_4)
    return undefined
  return { kind: 'redirect', src: ipAt(dv, l3 + IPV4_SRC, 4), dst: ipAt(dv, l3 + IPV4_DST, 4), ...seen }
}

function sourceOption({ dv, end }: FrameView, from: number): Mac | undefined {
  for (let at = from; at + 8 <= end; ) {
    const length = dv.getUint8(at + 1) * 8
    if (length === 0) return undefined
    if (dv.getUint8(at) === SOURCE_LINK_LAYER) return macAt(dv, at + 2)
    at += length
  }
  return undefined
}

/** Asks all routers for their advertisements. */
export function routerSolicitationFrame(a: { link: LinkHeader; src: Ip }): Uint8Array {
  const route = { src: a.src, dst: ALL_ROUTERS }
  const option = linkLayerOption(a.link.srcMac)
  const message = emitIcmp6(joined(Uint8Array.of(SOLICITATION, 0, 0, 0, 0, 0, 0, 0), option), route)
  return ipFrame({ link: a.link, trafficClass: 0 }, route, IpProtocol.icmp6, message)
}

/** Advertises a router to all nodes that is nobody's default router: its lifetime is 0. */
export function routerAdvertFrame(a: { link: LinkHeader; src: Ip; mac?: Mac }): Uint8Array {
  const route = { src: a.src, dst: ALL_NODES }
  const fixed = new Uint8Array(ADVERTISEMENT_LEN)
  fixed[0] = ADVERTISEMENT
  const message = emitIcmp6(joined(fixed, linkLayerOption(a.mac ?? a.link.srcMac)), route)
  return ipFrame({ link: a.link, trafficClass: 0 }, route, IpProtocol.icmp6, message)
}

/** Tells the sender of `packet` (from its IP header on) that its destination is on the link. */
export function redirectFrame(a: {
  link: LinkHeader
  src: Ip
  to: Ip
  destination: Ip
  packet: Uint8Array
}): Uint8Array {
  const route = { src: a.src, dst: a.to }
  if (a.src.family === 4) {
    const message = emitIcmpError(REDIRECT_4, REDIRECT_HOST, a.packet.subarray(0, IPV4_LEN + 8), route)
    return ipFrame({ link: a.link, trafficClass: 0 }, route, IpProtocol.icmp, message)
  }
  // Target equal to destination: it is a neighbour (RFC 4861 8.3).
  const fixed = Uint8Array.of(REDIRECT_6, 0, 0, 0, 0, 0, 0, 0)
  const message = emitIcmp6(joined(fixed, a.destination.bytes, a.destination.bytes), route)
  return ipFrame({ link: a.link, trafficClass: 0 }, route, IpProtocol.icmp6, message)
}

const linkLayerOption = (mac: Mac): Uint8Array => joined(Uint8Array.of(SOURCE_LINK_LAYER, 1), macBytes(mac))

const ALL_NODES = parseIp('ff02::1')!
const ALL_ROUTERS = parseIp('ff02::2')!

/** The first link-local address of a list: what an IPv6 router speaks to hosts from. */
export const linkLocalOf = (addresses: readonly Ip[]): Ip | undefined => addresses.find(isLinkLocal)
