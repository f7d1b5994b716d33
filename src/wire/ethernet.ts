import { type Ip, type Mac, macBytes } from '../core/address.ts'
import { joined } from './bytes.ts'
import { emitTags, type VlanTag } from './vlan.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |        Destination (6), source (6), tags (4 each) ...         |
// +-------------------------------+-------------------------------+
// |           EtherType           |  Payload, padded to 46 bytes  |     IEEE 802.3 3.1.1
export const ETHERNET_DST = 0
export const ETHERNET_SRC = 6
export const ETHERNET_TYPE = 12
export const ETHERNET_LEN = 14

export const EtherType = {
  ipv4: 0x0800,
  arp: 0x0806,
  /** A whole Ethernet frame, in GRE and MPLS (RFC 1701). */
  bridged: 0x6558,
  ipv6: 0x86dd,
  vlan: 0x8100,
  mpls: 0x8847,
  mplsUpstream: 0x8848,
  erspan: 0x88be,
  serviceVlan: 0x88a8,
  oldServiceVlan: 0x9100,
  erspan3: 0x22eb,
} as const

export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff' as Mac

export interface EthernetHeader {
  readonly dst: Mac
  readonly src: Mac
  /** Outermost first. */
  readonly tags: readonly VlanTag[]
  readonly etherType: number
}

/** Header, tags and payload, without padding. */
export function emitEthernet(h: Omit<EthernetHeader, 'tags'> & Partial<EthernetHeader>, payload: Uint8Array) {
  const type = Uint8Array.of(h.etherType >> 8, h.etherType & 0xff)
  return joined(macBytes(h.dst), macBytes(h.src), emitTags(h.tags ?? []), type, payload)
}

/** The group's MAC address: 01:00:5e and 23 bits (RFC 1112 6.4), 33:33 and 32 bits (RFC 2464 7). */
export function multicastMac(group: Ip): Mac {
  const b = group.bytes
  const bytes =
    group.family === 4 ? [1, 0, 0x5e, b[1]! & 0x7f, b[2]!, b[3]!] : [0x33, 0x33, b[12]!, b[13]!, b[14]!, b[15]!]
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':') as Mac
}
