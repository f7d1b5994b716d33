import { type Ip, ipAt, isMulticast, isUnspecified, type Mac, macAt, macBytes } from '../core/address.ts'
import type { NdFact } from './facts.ts'
import { emitIcmp6 } from './icmp6.ts'
import { dstMacOf, dstOf, isOutgoing, srcMacOf, srcOf } from './seen.ts'
import type { FrameView } from './view.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  Type 135/136 |    Code (0)   |           Checksum            |
// +-+-+-+---------+---------------+-------------------------------+
// |R|S|O|             Reserved (all of it in type 135)            |
// +-+-+-+---------------------------------------------------------+
// |       Target address (16 bytes), options as type, length      |     RFC 4861 4.3, 4.4
const SOLICITATION = 135
const ADVERTISEMENT = 136
const FLAGS = 4
const TARGET = 8
const OPTIONS = 24
const ROUTER = 0x80
const SOLICITED = 0x40
const OVERRIDE = 0x20
const SOURCE_LINK_LAYER = 1
const TARGET_LINK_LAYER = 2

/** The message of a view that `locate` called `Kind.Nd`. */
export function parseNd(v: FrameView): NdFact {
  const { dv, l4: at } = v
  const isAdvertisement = dv.getUint8(at) === ADVERTISEMENT
  const flags = isAdvertisement ? dv.getUint8(at + FLAGS) : 0
  const src = srcOf(v)
  const dst = dstOf(v)
  const solicited = (flags & SOLICITED) !== 0
  return {
    kind: 'nd',
    role: isAdvertisement
      ? solicited || !isMulticast(dst)
        ? 'advertisement'
        : 'unsolicited'
      : isUnspecified(src)
        ? 'dad-probe'
        : 'solicitation',
    src,
    dst,
    hopLimit: v.hopLimit,
    target: ipAt(dv, at + TARGET, 6),
    router: (flags & ROUTER) !== 0,
    solicited,
    override: (flags & OVERRIDE) !== 0,
    linkLayer: linkLayerOption(v, isAdvertisement ? TARGET_LINK_LAYER : SOURCE_LINK_LAYER),
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }
}

export interface NdMessage {
  readonly advertisement: boolean
  readonly target: Ip
  readonly router?: boolean
  readonly solicited?: boolean
  readonly override?: boolean
  readonly linkLayer?: Mac | undefined
}

/** The ICMPv6 message with its checksum, for the two addresses of its IPv6 header. */
export function emitNd(m: NdMessage, route: { readonly src: Ip; readonly dst: Ip }): Uint8Array {
  const bytes = new Uint8Array(OPTIONS + (m.linkLayer === undefined ? 0 : 8))
  bytes[0] = m.advertisement ? ADVERTISEMENT : SOLICITATION
  if (m.advertisement)
    bytes[FLAGS] = (m.router ? ROUTER : 0) | (m.solicited ? SOLICITED : 0) | (m.override ? OVERRIDE : 0)
  bytes.set(m.target.bytes, TARGET)
  if (m.linkLayer !== undefined) {
    bytes[OPTIONS] = m.advertisement ? TARGET_LINK_LAYER : SOURCE_LINK_LAYER
    bytes[OPTIONS + 1] = 1
    bytes.set(macBytes(m.linkLayer), OPTIONS + 2)
  }
  return emitIcmp6(bytes, route)
}

function linkLayerOption(v: FrameView, wanted: number): Mac | undefined {
  let at = v.l4 + OPTIONS
  while (at + 8 <= v.l4End) {
    const length = v.dv.getUint8(at + 1) * 8
    if (length === 0) return undefined
    if (v.dv.getUint8(at) === wanted) return macAt(v.dv, at + 2)
    at += length
  }
  return undefined
}
