import { type Ip, ipAt } from '../core/address.ts'
import { joined, viewOf } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import type { EchoFact, IcmpErrorFact } from './facts.ts'
import { emitIcmp6 } from './icmp6.ts'
import { IPV4_DST, IPV4_FRAGMENT, IPV4_PROTOCOL, IPV4_SRC } from './ipv4.ts'
import { IPV6_DST, IPV6_LEN, IPV6_NEXT_HEADER, IPV6_SRC } from './ipv6.ts'
import { IpProtocol } from './protocol.ts'
import { dstMacOf, dstOf, isOutgoing, seenAt, srcMacOf, srcOf } from './seen.ts'
import type { FrameView } from './view.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |     Type      |     Code      |           Checksum            |
// +---------------+---------------+-------------------------------+
// |         Unused, MTU, pointer; echo: identifier, sequence      |
// +---------------------------------------------------------------+
// |           Error: the packet that caused it. Echo: data        |     RFC 792, RFC 4443
const CODE = 1
const CHECKSUM = 2
const QUOTE = 8
const AH_LEN_AT = 1
const VRID = 1

/** The error of a view that `locate` called `Kind.IcmpError`. It quotes an advert; it is not one. */
export function parseIcmpError(v: FrameView): IcmpErrorFact {
  const { dv, l4: at } = v
  const family = v.family === 4 ? 4 : 6
  const quote = at + QUOTE
  const type = dv.getUint8(at)
  const code = dv.getUint8(at + CODE)
  const quotedProtocol = dv.getUint8(quote + (family === 4 ? IPV4_PROTOCOL : IPV6_NEXT_HEADER))
  return {
    kind: 'icmp-error',
    family,
    src: srcOf(v),
    dst: dstOf(v),
    type,
    code,
    meaning: meaningOf(family, type, code),
    quotedSrc: ipAt(dv, quote + (family === 4 ? IPV4_SRC : IPV6_SRC), family),
    quotedDst: ipAt(dv, quote + (family === 4 ? IPV4_DST : IPV6_DST), family),
    quotedProtocol,
    quotedVrid: quotedVrid(v, quote, family, quotedProtocol),
    ...seenAt(v),
  }
}

/** The echo of a view that `locate` called `Kind.Echo`. */
export function parseEcho(v: FrameView): EchoFact {
  const type = v.dv.getUint8(v.l4)
  return {
    kind: 'echo',
    src: srcOf(v),
    dst: dstOf(v),
    hopLimit: v.hopLimit,
    reply: type === 0 || type === 129,
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }
}

/** An echo message for the addresses of its IP header; `data` begins with identifier and sequence number. */
export function emitEcho(reply: boolean, data: Uint8Array, route: { readonly src: Ip; readonly dst: Ip }): Uint8Array {
  const type = route.src.family === 4 ? (reply ? 0 : 8) : reply ? 129 : 128
  return withChecksum(joined(Uint8Array.of(type, 0, 0, 0), data), route)
}

/** An error that quotes the beginning of an IP packet, as much of it as is given. */
export function emitIcmpError(
  type: number,
  code: number,
  quote: Uint8Array,
  route: { readonly src: Ip; readonly dst: Ip },
): Uint8Array {
  return withChecksum(joined(Uint8Array.of(type, code, 0, 0, 0, 0, 0, 0), quote), route)
}

function withChecksum(message: Uint8Array, route: { readonly src: Ip; readonly dst: Ip }): Uint8Array {
  if (route.src.family === 6) return emitIcmp6(message, route)
  const dv = viewOf(message)
  dv.setUint16(CHECKSUM, internetChecksum(dv, 0, message.length))
  return message
}

// A later fragment begins somewhere inside the advert.
function quotedVrid(v: FrameView, quote: number, family: 4 | 6, protocol: number): number {
  if (family === 4 && (v.dv.getUint16(quote + IPV4_FRAGMENT) & 0x1fff) !== 0) return -1
  if (family === 4 && (v.dv.getUint8(quote) & 15) < 5) return -1
  let at = quote + (family === 4 ? (v.dv.getUint8(quote) & 15) * 4 : IPV6_LEN)
  if (protocol === IpProtocol.ah) {
    if (at + 2 > v.l4End) return -1
    at += (v.dv.getUint8(at + AH_LEN_AT) + 2) * 4
  }
  return at + 2 <= v.l4End ? v.dv.getUint8(at + VRID) : -1
}

function meaningOf(family: 4 | 6, type: number, code: number): string {
  const words = (family === 4 ? MEANINGS_4 : MEANINGS_6)[type]
  return (typeof words === 'string' ? words : words?.[code]) ?? `type ${type}, code ${code}`
}

// By type, then code; a type with words of its own has them for every code.
// RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1, RFC 1108 5.
const MEANINGS_4: Readonly<Record<number, string | Readonly<Record<number, string>>>> = {
  3: {
    0: 'network unreachable',
    1: 'host unreachable',
    2: 'protocol unreachable',
    3: 'port unreachable',
    4: 'fragmentation needed',
    5: 'source route failed',
    6: 'network unknown',
    7: 'host unknown',
    8: 'source host isolated',
    9: 'network administratively prohibited',
    10: 'host administratively prohibited',
    11: 'network unreachable for this type of service',
    12: 'host unreachable for this type of service',
    13: 'administratively prohibited',
    14: 'host precedence violation',
    15: 'precedence cutoff in effect',
  },
  4: 'source quench',
  5: {
    0: 'redirect for the network',
    1: 'redirect for the host',
    2: 'redirect for the network and type of service',
    3: 'redirect for the host and type of service',
  },
  11: { 0: 'time to live exceeded', 1: 'reassembly time exceeded' },
  12: { 0: 'parameter problem', 1: 'required option missing', 2: 'bad length' },
}
// RFC 4443 3, RFC 6550 20.18, RFC 7112 5, RFC 8754 10.1, RFC 8883.
const MEANINGS_6: typeof MEANINGS_4 = {
  1: {
    0: 'no route to destination',
    1: 'administratively prohibited',
    2: 'beyond scope of source address',
    3: 'address unreachable',
    4: 'port unreachable',
    5: 'source address failed policy',
    6: 'reject route',
    7: 'error in source routing header',
    8: 'headers too long',
  },
  2: 'packet too big',
  3: { 0: 'hop limit exceeded', 1: 'reassembly time exceeded' },
  4: {
    0: 'erroneous header field',
    1: 'protocol unreachable',
    2: 'unrecognised IPv6 option',
    3: 'incomplete header chain in the first fragment',
    4: 'error in the header above segment routing',
    5: 'protocol not recognised by a router in between',
    6: 'extension header too big',
    7: 'extension header chain too long',
    8: 'too many extension headers',
    9: 'too many options in an extension header',
    10: 'option too big',
  },
}
