import { type Ip, ipAt } from '../core/address.ts'
import { joined } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import type { FrameView } from './view.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+-------------------------------+
// |Version|  IHL  |      TOS      |          Total Length         |
// +-------+-------+---------------+-----+-------------------------+
// |         Identification        |Flags|     Fragment Offset     |
// +---------------+---------------+-----+-------------------------+
// |  Time to Live |    Protocol   |        Header Checksum        |
// +---------------+---------------+-------------------------------+
// |               Source, Destination, Options ...                |     RFC 791 3.1
export const IPV4_TOS = 1
export const IPV4_TOTAL_LENGTH = 2
export const IPV4_ID = 4
export const IPV4_FRAGMENT = 6
export const IPV4_TTL = 8
export const IPV4_PROTOCOL = 9
export const IPV4_CHECKSUM = 10
export const IPV4_SRC = 12
export const IPV4_DST = 16
/** Without options. */
export const IPV4_LEN = 20
const DONT_FRAGMENT = 0x4000
const MORE_FRAGMENTS = 0x2000

/** The IPv4 header in front of a located payload. */
export interface Ipv4Header {
  readonly src: Ip
  readonly dst: Ip
  readonly protocol: number
  readonly ttl: number
  readonly tos: number
  readonly id: number
  readonly dontFragment: boolean
  readonly moreFragments: boolean
  /** In bytes. */
  readonly fragmentOffset: number
  /** Multiple of 4 bytes, at most 40. */
  readonly options: Uint8Array
}

/** Copies the header at `v.l3`, whose length `locate` has checked. */
export function parseIpv4(v: FrameView): Ipv4Header {
  const fragment = v.dv.getUint16(v.l3 + IPV4_FRAGMENT)
  const headerLen = (v.dv.getUint8(v.l3) & 15) * 4
  return {
    src: ipAt(v.dv, v.l3 + IPV4_SRC, 4),
    dst: ipAt(v.dv, v.l3 + IPV4_DST, 4),
    protocol: v.dv.getUint8(v.l3 + IPV4_PROTOCOL),
    ttl: v.dv.getUint8(v.l3 + IPV4_TTL),
    tos: v.dv.getUint8(v.l3 + IPV4_TOS),
    id: v.dv.getUint16(v.l3 + IPV4_ID),
    dontFragment: (fragment & DONT_FRAGMENT) !== 0,
    moreFragments: (fragment & MORE_FRAGMENTS) !== 0,
    fragmentOffset: (fragment & 0x1fff) * 8,
    options: new Uint8Array(v.dv.buffer, v.dv.byteOffset + v.l3 + IPV4_LEN, headerLen - IPV4_LEN).slice(),
  }
}

export type Ipv4Fields = Pick<Ipv4Header, 'src' | 'dst' | 'protocol'> & Partial<Ipv4Header>

/** Header and payload. What is not given is what VRRP daemons send: IPV4_TOS 0xc0, IPV4_TTL 255, id 0, no flags, no options. */
export function emitIpv4(h: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const options = h.options ?? new Uint8Array(0)
  const header = new Uint8Array(IPV4_LEN + options.length)
  const dv = new DataView(header.buffer)
  dv.setUint8(0, 0x40 | (header.length / 4))
  dv.setUint8(IPV4_TOS, h.tos ?? 0xc0)
  dv.setUint16(IPV4_TOTAL_LENGTH, header.length + payload.length)
  dv.setUint16(IPV4_ID, h.id ?? 0)
  const flags = (h.dontFragment ? DONT_FRAGMENT : 0) | (h.moreFragments ? MORE_FRAGMENTS : 0)
  dv.setUint16(IPV4_FRAGMENT, flags | ((h.fragmentOffset ?? 0) / 8))
  dv.setUint8(IPV4_TTL, h.ttl ?? 255)
  dv.setUint8(IPV4_PROTOCOL, h.protocol)
  header.set(h.src.bytes, IPV4_SRC)
  header.set(h.dst.bytes, IPV4_DST)
  header.set(options, IPV4_LEN)
  dv.setUint16(IPV4_CHECKSUM, internetChecksum(dv, 0, header.length))
  return joined(header, payload)
}
