import { ETHERNET_LEN, ETHERNET_TYPE, EtherType } from './ethernet.ts'
import { IPV4_FRAGMENT, IPV4_LEN, IPV4_PROTOCOL } from './ipv4.ts'
import { IPV6_LEN, IPV6_NEXT_HEADER } from './ipv6.ts'
import { IpProtocol } from './protocol.ts'

// Most frames of most captures: TCP, or UDP to no port of ours, behind an Ethernet header and perhaps a tag or two, or the
// same in VXLAN, in GRE or below an MPLS label. A few loads and no store tell them, before a reader even shows the frame.

/** `oldVxlan` is what Linux took before there was a number; `hsrp6` is HSRP over IPv6. */
export const Port = { hsrp: 1985, hsrp6: 2029, glbp: 3222, vxlan: 4789, oldVxlan: 8472 } as const

const Extension = { hopByHop: 0, routing: 43, fragment: 44, destination: 60, mobility: 135 } as const

// 1 where a decoder or a tunnel may follow: one load decides over TCP and most of the rest.
export const WANTED_4 = tableOf([
  IpProtocol.icmp,
  IpProtocol.igmp,
  IpProtocol.udp,
  IpProtocol.gre,
  IpProtocol.ah,
  IpProtocol.vrrp,
])
export const WANTED_6 = tableOf([IpProtocol.udp, IpProtocol.gre, IpProtocol.ah, IpProtocol.icmp6, IpProtocol.vrrp])
export const EXTENSION = tableOf(Object.values(Extension))
export const FRAGMENT_HEADER = Extension.fragment

const UDP_DESTINATION = 2
const UDP_AND_VXLAN_LEN = 16
const GRE_LEN = 4
const LABEL_LEN = 4
export const BOTTOM_OF_STACK = 0x100
/** A GRE header without options, before an IPv4 packet. */
const PLAIN_GRE = EtherType.ipv4
/** What an IP header and the ports behind it take. */
const ENOUGH_4 = IPV4_LEN + 4
const ENOUGH_6 = IPV6_LEN + 4

/** True: `locate` would find nothing in this Ethernet frame. False says nothing. Reads between `at` and `end` only. */
export function isBystander(dv: DataView, at: number, end: number): boolean {
  return isBystanderIn(dv, at, end, false)
}

// One tunnel is looked into: bytes of a stranger must not decide how deep this goes.
function isBystanderIn(dv: DataView, at: number, end: number, inTunnel: boolean): boolean {
  let ip = at + ETHERNET_LEN
  for (let tags = 0; tags <= 2; tags++) {
    if (end - ip < ENOUGH_4) return false
    switch (dv.getUint16(ip - 2)) {
      case EtherType.ipv4:
        return isBystander4(dv, ip, end, inTunnel)
      case EtherType.ipv6:
        return end - ip >= ENOUGH_6 && isBystander6(dv, ip)
      case EtherType.vlan:
      case EtherType.serviceVlan:
        ip += 4
        break
      case EtherType.mpls:
        return !inTunnel && isBelowLabel(dv, ip, end)
      default:
        return false
    }
  }
  return false
}

function isBystander4(dv: DataView, ip: number, end: number, inTunnel: boolean): boolean {
  const protocol = dv.getUint8(ip + IPV4_PROTOCOL)
  if (WANTED_4[protocol] === 0) return true
  const isPlain = dv.getUint8(ip) === 0x45 && (dv.getUint16(ip + IPV4_FRAGMENT) & 0x3fff) === 0
  if (!isPlain) return false
  const l4 = ip + IPV4_LEN
  if (protocol === IpProtocol.udp) {
    const port = dv.getUint16(l4 + UDP_DESTINATION)
    if (!isWantedPort(port)) return true
    return isVxlanPort(port) && !inTunnel && isBystanderIn(dv, l4 + UDP_AND_VXLAN_LEN, end, true)
  }
  if (protocol !== IpProtocol.gre || inTunnel || dv.getUint32(l4) !== PLAIN_GRE) return false
  const inner = l4 + GRE_LEN
  return end - inner >= ENOUGH_4 && isBystander4(dv, inner, end, true)
}

/** One label, and below it IPv4 that cannot be taken for Ethernet in a pseudo-wire. */
function isBelowLabel(dv: DataView, label: number, end: number): boolean {
  const ip = label + LABEL_LEN
  if (end - ip < ENOUGH_4 || (dv.getUint32(label) & BOTTOM_OF_STACK) === 0 || dv.getUint8(ip) !== 0x45) return false
  return !isLinkType(dv.getUint16(ip + ETHERNET_TYPE)) && isBystander4(dv, ip, end, true)
}

function isBystander6(dv: DataView, ip: number): boolean {
  const next = dv.getUint8(ip + IPV6_NEXT_HEADER)
  if (next !== IpProtocol.udp) return WANTED_6[next] === 0 && EXTENSION[next] === 0
  return !isWantedPort(dv.getUint16(ip + IPV6_LEN + UDP_DESTINATION))
}

/** What follows the addresses where Ethernet stands in a pseudo-wire. */
export const isLinkType = (type: number): boolean =>
  type === EtherType.ipv4 || type === EtherType.ipv6 || type === EtherType.arp || isTagType(type)

export const isTagType = (type: number): boolean =>
  type === EtherType.vlan || type === EtherType.serviceVlan || type === EtherType.oldServiceVlan

const isWantedPort = (port: number): boolean =>
  isVxlanPort(port) || port === Port.hsrp || port === Port.hsrp6 || port === Port.glbp

const isVxlanPort = (port: number): boolean => port === Port.vxlan || port === Port.oldVxlan

function tableOf(protocols: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const protocol of protocols) table[protocol] = 1
  return table
}
