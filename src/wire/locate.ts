import { EXTENSION, FRAGMENT_HEADER, isBystander, Port, WANTED_4, WANTED_6 } from './bystander.ts'
import { type DefectCode, defectIndex } from './defects.ts'
import { ETHERNET_LEN, ETHERNET_SRC, ETHERNET_TYPE, EtherType } from './ethernet.ts'
import { IPV4_FRAGMENT, IPV4_LEN, IPV4_PROTOCOL, IPV4_TOTAL_LENGTH, IPV4_TTL } from './ipv4.ts'
import { IPV6_HOP_LIMIT, IPV6_LEN, IPV6_NEXT_HEADER, IPV6_PAYLOAD_LENGTH } from './ipv6.ts'
import { Layer, NO_PATH } from './path.ts'
import { IpProtocol } from './protocol.ts'
import { enterSll, enterSll2, sll2Protocol, sllProtocol } from './sll.ts'
import { begin, enter, innermostVlan, internedPath, pass } from './trail.ts'
import { enterGre, enterMpls, enterVxlan, inner, RAW_IP } from './tunnel.ts'
import { type FrameView, Kind, LinkType } from './view.ts'

// The gate: a dozen reads tell a frame that concerns us from the many that do not. It allocates nothing (only a path
// seen for the first time enters the table) and reads only between `start` and `end`. `end` is the end of what was
// captured, `wireEnd` of what was sent; a length inside the packet moves both down, never up.

/**
 * Finds what concerns VRRP in the frame, in any tag or tunnel, and fills the second block of the view. After `Kind.None`
 * that block says nothing: it may be that of an earlier frame.
 */
export function locate(v: FrameView): Kind {
  if (v.linkType === LinkType.Ethernet && isBystander(v.dv, v.start, v.end)) return Kind.None
  v.srcMacAt = -1
  v.dstMacAt = -1
  v.path = NO_PATH
  v.vlan = -1
  v.family = 0
  v.ahAt = -1
  v.defect = -1
  begin()
  const kind = link(v)
  if (kind !== Kind.None) {
    v.path = internedPath()
    v.vlan = innermostVlan()
  }
  return kind
}

const MAX_EXTENSIONS = 8

function link(v: FrameView): Kind {
  const at = v.start
  const end = v.end
  const wireEnd = Math.max(end, at + v.wireLen)
  switch (v.linkType) {
    case LinkType.Ethernet:
      return ethernet(v, at, end, wireEnd)
    case LinkType.LinuxSll: {
      const next = enterSll(v)
      return next < 0 ? Kind.None : payload(v, sllProtocol(v), next, end, wireEnd)
    }
    case LinkType.LinuxSll2: {
      const next = enterSll2(v)
      return next < 0 ? Kind.None : payload(v, sll2Protocol(v), next, end, wireEnd)
    }
    case LinkType.Raw:
    case LinkType.Raw12:
    case LinkType.Raw14:
    case LinkType.Ipv4:
    case LinkType.Ipv6:
      return rawIp(v, at, end, wireEnd)
    case LinkType.Null:
    case LinkType.Loop:
      return bsdLoop(v, at, end, wireEnd)
    default:
      return Kind.None
  }
}

// The address family is in the byte order of the machine that captured: a small number one way round.
function bsdLoop(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end - at < 4) return Kind.None
  const big = v.dv.getUint32(at)
  const af = big > 0xffff ? v.dv.getUint32(at, true) : big
  if (af === 2) return ipv4(v, at + 4, end, wireEnd)
  // AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, macOS.
  return af === 10 || af === 24 || af === 28 || af === 30 ? ipv6(v, at + 4, end, wireEnd) : Kind.None
}

function rawIp(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end <= at) return Kind.None
  const version = v.dv.getUint8(at) >> 4
  return version === 4 ? ipv4(v, at, end, wireEnd) : version === 6 ? ipv6(v, at, end, wireEnd) : Kind.None
}

function ethernet(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end - at < ETHERNET_LEN) return Kind.None
  v.dstMacAt = at
  v.srcMacAt = at + ETHERNET_SRC
  return payload(v, v.dv.getUint16(at + ETHERNET_TYPE), at + ETHERNET_LEN, end, wireEnd)
}

function payload(v: FrameView, etherType: number, at: number, end: number, wireEnd: number): Kind {
  switch (etherType) {
    case EtherType.ipv4:
      return ipv4(v, at, end, wireEnd)
    case EtherType.ipv6:
      return ipv6(v, at, end, wireEnd)
    case EtherType.arp:
      return arp(v, at, end, wireEnd)
    case EtherType.vlan:
    case EtherType.serviceVlan:
    case EtherType.oldServiceVlan:
      return tagged(v, at, end, wireEnd)
    case EtherType.mpls:
    case EtherType.mplsUpstream:
      return enterMpls(v, at, end) ? tunnelled(v, end, wireEnd) : Kind.None
    default:
      return Kind.None
  }
}

function tagged(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end - at < 4) return Kind.None
  const vlan = v.dv.getUint16(at) & 0xfff
  // VID 0 is a priority tag: the untagged segment (IEEE 802.1Q 9.6).
  if (!(vlan === 0 ? pass() : enter(Layer.Vlan, vlan))) return Kind.None
  return payload(v, v.dv.getUint16(at + 2), at + 4, end, wireEnd)
}

/** What `inner` says comes next. The link addresses of the outer frame are not those of the inner one. */
function tunnelled(v: FrameView, end: number, wireEnd: number): Kind {
  v.dstMacAt = -1
  v.srcMacAt = -1
  switch (inner.type) {
    case EtherType.bridged:
      return ethernet(v, inner.at, end, wireEnd)
    case RAW_IP:
      return rawIp(v, inner.at, end, wireEnd)
    default:
      return payload(v, inner.type, inner.at, end, wireEnd)
  }
}

function ipv4(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end - at <= IPV4_PROTOCOL) return Kind.None
  const dv = v.dv
  const protocol = dv.getUint8(at + IPV4_PROTOCOL)
  if (WANTED_4[protocol] === 0) return Kind.None
  const first = dv.getUint8(at)
  if (first >> 4 !== 4) return Kind.None
  v.family = 4
  v.l3 = at
  v.protocol = protocol
  if (end - at < IPV4_LEN) return isOurs(protocol) ? short(v, IPV4_SHORT, end, wireEnd) : Kind.None
  const headerLen = (first & 15) * 4
  const totalLen = dv.getUint16(at + IPV4_TOTAL_LENGTH)
  if (headerLen < IPV4_LEN) return isOurs(protocol) ? malformed(v, IPV4_HEADER_LENGTH, at) : Kind.None
  if (totalLen < headerLen) return isOurs(protocol) ? malformed(v, IPV4_SHORT_TOTAL, at + IPV4_TOTAL_LENGTH) : Kind.None
  if (end - at < headerLen) return isOurs(protocol) ? short(v, IPV4_SHORT, end, wireEnd) : Kind.None
  v.hopLimit = dv.getUint8(at + IPV4_TTL)
  v.l4 = at + headerLen
  v.l4WireEnd = at + totalLen
  v.l4End = Math.min(end, v.l4WireEnd)
  const fragment = dv.getUint16(at + IPV4_FRAGMENT)
  if ((fragment & 0x3fff) !== 0) return fragmentOf(v, protocol, v.l4, (fragment & 0x1fff) !== 0)
  return carried(v, protocol, Math.min(wireEnd, v.l4WireEnd))
}

function ipv6(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end - at <= IPV6_NEXT_HEADER) return Kind.None
  const dv = v.dv
  if (dv.getUint8(at) >> 4 !== 6) return Kind.None
  let next = dv.getUint8(at + IPV6_NEXT_HEADER)
  v.family = 6
  v.l3 = at
  v.protocol = next
  if (end - at < IPV6_LEN) return isOurs(next) ? short(v, IPV6_SHORT, end, wireEnd) : Kind.None
  v.hopLimit = dv.getUint8(at + IPV6_HOP_LIMIT)
  v.l4WireEnd = at + IPV6_LEN + dv.getUint16(at + IPV6_PAYLOAD_LENGTH)
  v.l4End = Math.min(end, v.l4WireEnd)
  v.l4 = at + IPV6_LEN
  for (let i = 0; i <= MAX_EXTENSIONS; i++) {
    v.protocol = next
    if (WANTED_6[next] === 1) return carried(v, next, Math.min(wireEnd, v.l4WireEnd))
    if (EXTENSION[next] === 0 || v.l4End - v.l4 < 8) return Kind.None
    const isFragment = next === FRAGMENT_HEADER
    next = dv.getUint8(v.l4)
    const fragment = isFragment ? dv.getUint16(v.l4 + 2) : 0
    // One fragment that is the whole packet is none (RFC 6946).
    if ((fragment & 0xfff9) !== 0) return fragmentOf(v, next, v.l4 + 8, (fragment & 0xfff8) !== 0)
    v.l4 += isFragment ? 8 : (dv.getUint8(v.l4 + 1) + 1) * 8
  }
  return Kind.None
}

/** Fragments of AH are ours where the first one shows VRRP behind it; the others of it could be anybody's. */
function fragmentOf(v: FrameView, protocol: number, at: number, isLater: boolean): Kind {
  v.protocol = protocol
  if (protocol === IpProtocol.vrrp) return Kind.Fragment
  return protocol === IpProtocol.ah && !isLater && isAroundVrrp(v, at) ? Kind.Fragment : Kind.None
}

/** What an IP header carries, at `l4`. `wireEnd`: where the sender's bytes really ended. */
function carried(v: FrameView, protocol: number, wireEnd: number): Kind {
  switch (protocol) {
    case IpProtocol.vrrp:
      return advert(v, wireEnd)
    case IpProtocol.ah:
      return authentication(v, wireEnd)
    case IpProtocol.icmp:
      return icmp(v, wireEnd)
    case IpProtocol.icmp6:
      return icmp6(v, wireEnd)
    case IpProtocol.igmp:
      return v.l4End - v.l4 < 8 ? short(v, MEMBERSHIP_SHORT, v.l4End, wireEnd) : Kind.Membership
    case IpProtocol.udp:
      return udp(v, wireEnd)
    default:
      return enterGre(v, v.l4, v.l4End) ? tunnelled(v, v.l4End, wireEnd) : Kind.None
  }
}

// Six captured bytes tell version, VRID, priority, count and interval; only the checksum is then unknown.
function advert(v: FrameView, wireEnd: number): Kind {
  const wireLen = wireEnd - v.l4
  if (wireLen < 8 || v.l4End - v.l4 < 6) return short(v, VRRP_SHORT, v.l4End, wireLen < 8 ? v.l4End : wireEnd)
  return Kind.Vrrp
}

function authentication(v: FrameView, wireEnd: number): Kind {
  const at = v.l4
  if (!isAroundVrrp(v, at)) return Kind.None
  if (v.l4End - at < 12) return short(v, AH_SHORT, v.l4End, wireEnd)
  const headerLen = (v.dv.getUint8(at + 1) + 2) * 4
  if (headerLen < 12) return malformed(v, AH_LENGTH, at + 1)
  if (headerLen > v.l4End - at) return short(v, AH_SHORT, v.l4End, wireEnd)
  v.ahAt = at
  v.l4 = at + headerLen
  v.protocol = IpProtocol.vrrp
  return advert(v, wireEnd)
}

// AH around anything but VRRP is other people's IPsec.
const isAroundVrrp = (v: FrameView, ahAt: number): boolean => ahAt < v.l4End && v.dv.getUint8(ahAt) === IpProtocol.vrrp

function icmp(v: FrameView, wireEnd: number): Kind {
  const at = v.l4
  if (v.l4End - at < 8) return Kind.None
  const type = v.dv.getUint8(at)
  if (type === 0 || type === 8) return Kind.Echo
  const isError = type === 3 || type === 4 || type === 5 || type === 11 || type === 12
  if (!isError || v.l4End - at < 18 || !quotesOurs4(v, at + 8)) return Kind.None
  return v.l4End - at < 28 ? short(v, ICMP_SHORT, v.l4End, wireEnd) : Kind.IcmpError
}

function icmp6(v: FrameView, wireEnd: number): Kind {
  const at = v.l4
  if (v.l4End <= at) return Kind.None
  const type = v.dv.getUint8(at)
  const len = v.l4End - at
  if (type === 135 || type === 136) return len < 24 ? short(v, ND_SHORT, v.l4End, wireEnd) : Kind.Nd
  if (type === 128 || type === 129) return len < 8 ? Kind.None : Kind.Echo
  if (type === 143) return len < 8 ? short(v, MEMBERSHIP_SHORT, v.l4End, wireEnd) : Kind.Membership
  if (type >= 130 && type <= 132) return len < 24 ? short(v, MEMBERSHIP_SHORT, v.l4End, wireEnd) : Kind.Membership
  if (type < 1 || type > 4 || len < 15 || !quotesOurs6(v, at + 8)) return Kind.None
  return len < 48 ? short(v, ICMP_SHORT, v.l4End, wireEnd) : Kind.IcmpError
}

// What is quoted of a later fragment of AH could be anybody's.
function quotesOurs4(v: FrameView, quote: number): boolean {
  const first = v.dv.getUint8(quote)
  const protocol = v.dv.getUint8(quote + IPV4_PROTOCOL)
  if (first >> 4 !== 4) return false
  if (protocol !== IpProtocol.ah) return protocol === IpProtocol.vrrp
  const isLater = (v.dv.getUint16(quote + IPV4_FRAGMENT) & 0x1fff) !== 0
  return !isLater && isAroundVrrp(v, quote + (first & 15) * 4)
}

function quotesOurs6(v: FrameView, quote: number): boolean {
  if (v.dv.getUint8(quote) >> 4 !== 6) return false
  const next = v.dv.getUint8(quote + IPV6_NEXT_HEADER)
  return next === IpProtocol.vrrp || (next === IpProtocol.ah && isAroundVrrp(v, quote + IPV6_LEN))
}

const isOurs = (protocol: number): boolean => protocol === IpProtocol.vrrp || protocol === IpProtocol.ah

function udp(v: FrameView, wireEnd: number): Kind {
  if (v.l4End - v.l4 < 8) return Kind.None
  switch (v.dv.getUint16(v.l4 + 2)) {
    case Port.vxlan:
    case Port.oldVxlan:
      return enterVxlan(v, v.l4 + 8, v.l4End) ? tunnelled(v, v.l4End, wireEnd) : Kind.None
    case Port.hsrp:
    case Port.hsrp6:
      return isHsrp(v) ? Kind.OtherFhrp : Kind.None
    case Port.glbp:
      return v.l4End - v.l4 >= 20 && v.dv.getUint8(v.l4 + 8) === 1 ? Kind.OtherFhrp : Kind.None
    default:
      return Kind.None
  }
}

// Version 1 is 20 bytes that begin with 0; version 2 is a list that begins with the group state (type 1, 40 bytes).
function isHsrp(v: FrameView): boolean {
  const at = v.l4 + 8
  if (v.l4End - at < 20) return false
  const first = v.dv.getUint8(at)
  return first === 0 || (first === 1 && v.dv.getUint8(at + 1) === 40 && v.l4End - at >= 42)
}

function arp(v: FrameView, at: number, end: number, wireEnd: number): Kind {
  if (end - at < 6) return Kind.None
  // Ethernet and IPv4 are the only pair in use: protocol 0x0800, lengths 6 and 4, hardware type 1, or 6 (IEEE 802), which
  // hosts on Ethernet take as well (RFC 1122 2.3.2.1 asks for neither).
  const types = v.dv.getUint32(at)
  if ((types !== 0x0001_0800 && types !== 0x0006_0800) || v.dv.getUint16(at + 4) !== 0x0604) return Kind.None
  v.family = 0
  v.l3 = at
  v.l4 = at
  v.l4WireEnd = at + 28
  v.l4End = Math.min(end, at + 28)
  return end - at < 28 ? short(v, ARP_SHORT, end, wireEnd) : Kind.Arp
}

interface Shortness {
  readonly bySender: number
  readonly byCapture: number
}

const shortness = (layer: 'ipv4' | 'ipv6' | 'ah' | 'vrrp' | 'arp' | 'nd' | 'icmp' | 'membership'): Shortness => ({
  bySender: defectIndex(`${layer}/too-short` satisfies DefectCode),
  byCapture: defectIndex(`${layer}/cut-short` satisfies DefectCode),
})
const IPV4_SHORT = shortness('ipv4')
const IPV6_SHORT = shortness('ipv6')
const AH_SHORT = shortness('ah')
const VRRP_SHORT = shortness('vrrp')
const ARP_SHORT = shortness('arp')
const ND_SHORT = shortness('nd')
const ICMP_SHORT = shortness('icmp')
const MEMBERSHIP_SHORT = shortness('membership')
const IPV4_HEADER_LENGTH = defectIndex('ipv4/header-length')
const IPV4_SHORT_TOTAL = defectIndex('ipv4/total-length')
const AH_LENGTH = defectIndex('ah/length')

/** The bytes end at `end`: the capture's doing if more were sent, else the sender's. */
function short(v: FrameView, what: Shortness, end: number, wireEnd: number): Kind {
  return malformed(v, wireEnd > end ? what.byCapture : what.bySender, end)
}

function malformed(v: FrameView, defect: number, at: number): Kind {
  v.defect = defect
  v.defectAt = at
  return Kind.Malformed
}
