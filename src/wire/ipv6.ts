import type { Ip } from '../core/address.ts'
import { joined } from './bytes.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+---------------+---------------------------------------+
// |Version| Traffic Class |              Flow Label               |
// +-------+---------------+-------+---------------+---------------+
// |         Payload Length        |  Next Header  |   Hop Limit   |
// +-------------------------------+---------------+---------------+
// |           Source (16 bytes), Destination (16 bytes)           |     RFC 8200 3
export const IPV6_PAYLOAD_LENGTH = 4
export const IPV6_NEXT_HEADER = 6
export const IPV6_HOP_LIMIT = 7
export const IPV6_SRC = 8
export const IPV6_DST = 24
/** Without extension headers. */
export const IPV6_LEN = 40
const HOP_BY_HOP = 0

/** An IPv6 header; extension headers stay bytes. */
export interface Ipv6Header {
  readonly src: Ip
  readonly dst: Ip
  /** Protocol of the payload, behind all extension headers. */
  readonly protocol: number
  readonly hopLimit: number
  readonly trafficClass: number
  readonly flowLabel: number
  /** Hop-by-hop options (RFC 8200 4.3) as a whole header, next header included; empty if there is none. */
  readonly hopByHop: Uint8Array
}

export type Ipv6Fields = Pick<Ipv6Header, 'src' | 'dst' | 'protocol'> & Partial<Ipv6Header>

/** Header and payload. What is not given is what VRRP daemons send: traffic class 0xc0, hop limit 255. */
export function emitIpv6(h: Ipv6Fields, payload: Uint8Array): Uint8Array {
  const options = h.hopByHop ?? new Uint8Array(0)
  const header = new Uint8Array(IPV6_LEN)
  const dv = new DataView(header.buffer)
  dv.setUint32(0, ((6 << 28) | ((h.trafficClass ?? 0xc0) << 20) | (h.flowLabel ?? 0)) >>> 0)
  dv.setUint16(IPV6_PAYLOAD_LENGTH, options.length + payload.length)
  dv.setUint8(IPV6_NEXT_HEADER, options.length > 0 ? HOP_BY_HOP : h.protocol)
  dv.setUint8(IPV6_HOP_LIMIT, h.hopLimit ?? 255)
  header.set(h.src.bytes, IPV6_SRC)
  header.set(h.dst.bytes, IPV6_DST)
  return joined(header, options, payload)
}

/** Router alert for MLD (RFC 2711, RFC 3810 5), as the hop-by-hop header in front of ICMPv6. */
export const MLD_ROUTER_ALERT = Uint8Array.of(58, 0, 5, 2, 0, 0, 1, 0)
