import { type Ip, ipAt, type Mac } from '../core/address.ts'
import type { FhrpFact } from './facts.ts'
import { dstOf, seenAt, srcOf } from './seen.ts'
import type { FrameView } from './view.ts'

// Other first-hop redundancy protocols, read as far as it takes to say who they are.
//
// HSRPv1 (RFC 2281 5.1):
// +---------------+---------------+---------------+---------------+
// |  Version (0)  |    Op Code    |     State     |   Hellotime   |
// +---------------+---------------+---------------+---------------+
// |   Holdtime    |   Priority    |     Group     |   Reserved    |
// +---------------+---------------+---------------+---------------+
// |         Authentication data (8), virtual IP address           |
//
// HSRPv2 group state: type 1, length 40, version 2, op code, state, IP version, group (2), identifier (6),
// priority (4), hello and hold time (4 each), virtual address (16).
//
// GLBP: version 1, pad, group (2), pad (2), router MAC (6), then type-length-values; the hello (type 1) has the state
// at 3, the priority at 5, address family at 20, length at 21, the virtual address at 22 from its type byte.
const UDP_LEN = 8
const GLBP_PORT = 3222
const GLBP_TLVS = 12
const GLBP_HELLO = 1

const HSRP_V1_STATES: Readonly<Record<number, string>> = {
  0: 'Initial',
  1: 'Learn',
  2: 'Listen',
  4: 'Speak',
  8: 'Standby',
  16: 'Active',
}
const HSRP_V2_STATES = ['Disabled', 'Initial', 'Learn', 'Listen', 'Speak', 'Standby', 'Active'] as const
const GLBP_STATES: Readonly<Record<number, string>> = {
  0: 'Disabled',
  4: 'Listen',
  8: 'Speak',
  16: 'Standby',
  32: 'Active',
}

/** The message of a view that `locate` called `Kind.OtherFhrp`. */
export function parseFhrp(v: FrameView): FhrpFact {
  const at = v.l4 + UDP_LEN
  const port = v.dv.getUint16(v.l4 + 2)
  const said = port === GLBP_PORT ? readGlbp(v, at) : v.dv.getUint8(at) === 0 ? readHsrpV1(v, at) : readHsrpV2(v, at)
  return { kind: 'fhrp', src: srcOf(v), dst: dstOf(v), ...said, ...seenAt(v) }
}

type Said = Pick<FhrpFact, 'protocol' | 'group' | 'state' | 'priority' | 'address'>

function readHsrpV1(v: FrameView, at: number): Said {
  const address = ipAt(v.dv, at + 16, 4)
  return {
    protocol: 'HSRPv1',
    group: v.dv.getUint8(at + 6),
    state: HSRP_V1_STATES[v.dv.getUint8(at + 2)] ?? 'unknown',
    priority: v.dv.getUint8(at + 5),
    address: known(address),
  }
}

function readHsrpV2(v: FrameView, at: number): Said {
  const family = v.dv.getUint8(at + 5) === 6 ? 6 : 4
  return {
    protocol: 'HSRPv2',
    group: v.dv.getUint16(at + 6),
    state: HSRP_V2_STATES[v.dv.getUint8(at + 4)] ?? 'unknown',
    priority: v.dv.getUint32(at + 14),
    address: known(ipAt(v.dv, at + 26, family)),
  }
}

function readGlbp(v: FrameView, at: number): Said {
  const said = {
    protocol: 'GLBP',
    group: v.dv.getUint16(at + 2),
    state: undefined,
    priority: undefined,
    address: undefined,
  } as const
  for (let tlv = at + GLBP_TLVS; tlv + 2 <= v.l4End; ) {
    const length = v.dv.getUint8(tlv + 1)
    if (length < 2) break
    if (v.dv.getUint8(tlv) === GLBP_HELLO && tlv + 6 <= v.l4End) return { ...said, ...glbpHello(v, tlv, length) }
    tlv += length
  }
  return said
}

function glbpHello(v: FrameView, tlv: number, length: number): Pick<Said, 'state' | 'priority' | 'address'> {
  const hasAddress = length >= 26 && tlv + 26 <= v.l4End && v.dv.getUint8(tlv + 20) === 1
  return {
    state: GLBP_STATES[v.dv.getUint8(tlv + 3)] ?? 'unknown',
    priority: v.dv.getUint8(tlv + 5),
    address: hasAddress ? known(ipAt(v.dv, tlv + 22, 4)) : undefined,
  }
}

/** The other protocol and its group whose virtual MAC this is: Cisco gives each of them a range. */
export function fhrpOf(mac: Mac): Pick<FhrpFact, 'protocol' | 'group'> | undefined {
  const last = (digits: number): number => Number.parseInt(mac.replaceAll(':', '').slice(-digits), 16)
  if (mac.startsWith('00:00:0c:07:ac:')) return { protocol: 'HSRPv1', group: last(2) }
  if (mac.startsWith('00:00:0c:9f:f') || mac.startsWith('00:05:73:a0:0')) return { protocol: 'HSRPv2', group: last(3) }
  // The last byte is the number of the forwarder.
  if (mac.startsWith('00:07:b4:0')) return { protocol: 'GLBP', group: (last(6) >> 8) & 0x3ff }
  return undefined
}

const known = (address: Ip): Ip | undefined => (address.bytes.some((byte) => byte !== 0) ? address : undefined)
