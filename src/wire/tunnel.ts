import { BOTTOM_OF_STACK, isLinkType, isTagType } from './bystander.ts'
import { ETHERNET_LEN, ETHERNET_TYPE, EtherType } from './ethernet.ts'
import { IPV6_LEN } from './ipv6.ts'
import { Layer } from './path.ts'
import { enter, pass } from './trail.ts'
import type { FrameView } from './view.ts'

// Headers that carry whole frames or packets. Each function looks at one of them and, if it can be followed, enters its
// layer and says in `inner` what comes next and where; false ends the search. Nothing is allocated.

/** What the last header carries: an EtherType (`bridged` for an Ethernet frame, `RAW_IP` for IP of either version). */
export const inner = { type: 0, at: 0 }
/** No EtherType: a GRE header can name any of them. */
export const RAW_IP = -1

//  VXLAN, UDP port 4789 (8472 in old Linux)                       RFC 7348 5
// +-+-+-+-+-+-+-+-+-----------------------------------------------+
// |R|R|R|R|I|R|R|R|                    Reserved                   |
// +---------------+-------------------------------+---------------+
// |            VXLAN Network Identifier           |    Reserved   |
export function enterVxlan(v: FrameView, at: number, end: number): boolean {
  if (end - at < 8 || (v.dv.getUint8(at) & 0x08) === 0) return false
  return enter(Layer.Vxlan, v.dv.getUint32(at + 4) >>> 8) && follow(EtherType.bridged, at + 8)
}

//  GRE                                                            RFC 2784 2.1, RFC 2890 2
// +-+-+-+-+-----------------------+-------------------------------+
// |C|R|K|S|    Reserved     | Ver |         Protocol Type         |
// +-------------------------------+-------------------------------+
// |    C: Checksum, reserved; K: Key; S: Sequence, 4 bytes each   |
export function enterGre(v: FrameView, at: number, end: number): boolean {
  if (end - at < 4) return false
  const flags = v.dv.getUint16(at)
  const type = v.dv.getUint16(at + 2)
  // Version 0, without the source routing of RFC 1701.
  if ((flags & 0x4007) !== 0) return false
  const hasKey = (flags & 0x2000) !== 0
  const hasSequence = (flags & 0x1000) !== 0
  const keyAt = at + 4 + ((flags & 0x8000) !== 0 ? 4 : 0)
  const next = keyAt + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0)
  if (next > end) return false
  // ERSPAN type I has no header of its own, and no sequence number by which it is told from type II.
  if (type === EtherType.erspan)
    return hasSequence ? enterErspan2(v, next, end) : enter(Layer.Erspan, 0) && follow(EtherType.bridged, next)
  if (type === EtherType.erspan3) return enterErspan3(v, next, end)
  const entered = hasKey ? enter(Layer.GreKey, v.dv.getUint32(keyAt)) : enter(Layer.Gre, 0)
  return entered && follow(type, next)
}

//  ERSPAN type II                                                 draft-foschiano-erspan-03 4.2
// +-------+-----------------------+-----+---+-+-------------------+
// |Ver (1)|          VLAN         | COS |En |T|    Session ID     |
// +-------+---------------+-------+-----+---+-+-------------------+
// |        Reserved       |                 Index                 |
function enterErspan2(v: FrameView, at: number, end: number): boolean {
  if (end - at < 8 || v.dv.getUint8(at) >> 4 !== 1) return false
  const session = v.dv.getUint16(at + 2)
  if (!enter(Layer.ErspanSession, session & 0x3ff)) return false
  // En 3: the frame has its tag still, and VLAN means nothing.
  const isTagKept = ((session >> 11) & 3) === 3
  return (isTagKept || enterVlanOfMirror(v, at, at + 8, end)) && follow(EtherType.bridged, at + 8)
}

// What VLAN the frame was in at the mirrored port, tagged there or not: one session may mirror many. Linux says it here
// and leaves the tag in the frame as well.
function enterVlanOfMirror(v: FrameView, header: number, frame: number, end: number): boolean {
  const vlan = v.dv.getUint16(header) & 0xfff
  return vlan === 0 || hasTag(v, frame, end, vlan) || enter(Layer.Vlan, vlan)
}

const hasTag = (v: FrameView, frame: number, end: number, vlan: number): boolean =>
  end - frame >= ETHERNET_LEN + 2 &&
  isTagType(v.dv.getUint16(frame + ETHERNET_TYPE)) &&
  (v.dv.getUint16(frame + ETHERNET_LEN) & 0xfff) === vlan

//  ERSPAN type III                                                draft-foschiano-erspan-03 4.3
// +-------+-----------------------+-----+---+-+-------------------+
// |Ver (2)|          VLAN         | COS |BSO|T|    Session ID     |
// +-------+-----------------------+-----+---+-+-------------------+
// |                           Timestamp                           |
// +-------------------------------+-+---------+-----------+-+---+-+
// |               SGT             |P|   FT    |   Hw ID   |D|Gra|O|     O: 8 more bytes
function enterErspan3(v: FrameView, at: number, end: number): boolean {
  if (end - at < 12 || v.dv.getUint8(at) >> 4 !== 2) return false
  if (!enter(Layer.ErspanSession, v.dv.getUint16(at + 2) & 0x3ff)) return false
  const last = v.dv.getUint16(at + 10)
  const next = at + 12 + ((last & 1) !== 0 ? 8 : 0)
  const frameType = (last >> 10) & 0x1f
  if (frameType === 0) return enterVlanOfMirror(v, at, next, end) && follow(EtherType.bridged, next)
  return frameType === 2 && enterVlanOfMirror(v, at, end, end) && follow(RAW_IP, next)
}

/** What fills a short frame up, and a frame check sequence. */
const MAX_PADDING = 50

/** RFC 6790 3. */
const ENTROPY_INDICATOR = 7

//  MPLS, 4 bytes a label, S set in the last                       RFC 3032 2.1
// +---------------------------------------+-----+-+---------------+
// |                 Label                 | TC  |S|      TTL      |
export function enterMpls(v: FrameView, at: number, end: number): boolean {
  let before = -1
  for (let pos = at; end - pos >= 4; pos += 4) {
    const entry = v.dv.getUint32(pos)
    const label = entry >>> 12
    // Labels below 16 are signs, not names (RFC 7274); the one behind an entropy label indicator spreads load.
    if (!(label < 16 || before === ENTROPY_INDICATOR ? pass() : enter(Layer.Mpls, label))) return false
    before = label
    if ((entry & BOTTOM_OF_STACK) !== 0) return belowLabels(v, pos + 4, end)
  }
  return false
}

// Nothing says what follows the last label: IP, if its length is that of the rest; else a pseudo-wire without or with
// control word, if an EtherType stands where it must. The first byte of a control word is 0 (RFC 4448 4.6), as that of
// many addresses is.
function belowLabels(v: FrameView, at: number, end: number): boolean {
  if (end <= at) return false
  if (fillsRest(v, at, end)) return follow(RAW_IP, at)
  if (hasEtherType(v, at, end)) return follow(EtherType.bridged, at)
  const isControlled = v.dv.getUint8(at) === 0 && hasEtherType(v, at + 4, end)
  return isControlled ? follow(EtherType.bridged, at + 4) : follow(RAW_IP, at)
}

/** Whether this is IP of the length that is left in the frame, padding aside. */
function fillsRest(v: FrameView, at: number, end: number): boolean {
  if (end - at < 6) return false
  const first = v.dv.getUint8(at)
  const isIp4 = first >> 4 === 4 && (first & 15) >= 5
  if (!isIp4 && first >> 4 !== 6) return false
  const padding = v.start + v.wireLen - at - (isIp4 ? v.dv.getUint16(at + 2) : v.dv.getUint16(at + 4) + IPV6_LEN)
  return padding >= 0 && padding <= MAX_PADDING
}

const hasEtherType = (v: FrameView, at: number, end: number): boolean =>
  end - at >= ETHERNET_LEN && isLinkType(v.dv.getUint16(at + ETHERNET_TYPE))

function follow(type: number, at: number): boolean {
  inner.type = type
  inner.at = at
  return pass()
}
