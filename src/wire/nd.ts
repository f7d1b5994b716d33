import { type Ip, ipAt, isMulticast, isUnspecified, type Mac, macAt, macBytes } from '../core/address.ts'
import type { NdFact, NdFlaw } from './facts.ts'
import { emitIcmp6, isIcmp6Sound } from './icmp6.ts'
import { dstMacOf, dstOf, isOutgoing, srcMacOf, srcOf, wireEndOf } from './seen.ts'
import { isSolicitedNode } from './solicited-node.ts'
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
const CODE = 1
const FLAGS = 4
const TARGET = 8
const OPTIONS = 24
const ROUTER = 0x80
const SOLICITED = 0x40
const OVERRIDE = 0x20
const SOURCE_LINK_LAYER = 1
const TARGET_LINK_LAYER = 2
/** Bytes; options count their length in it. */
const LENGTH_UNIT = 8

/** The message of a view that `locate` called `Kind.Nd`. */
export function parseNd(v: FrameView): NdFact {
  const { dv, l4: at } = v
  const isAdvertisement = dv.getUint8(at) === ADVERTISEMENT
  const flags = isAdvertisement ? dv.getUint8(at + FLAGS) : 0
  const src = srcOf(v)
  const dst = dstOf(v)
  const target = ipAt(dv, at + TARGET, 6)
  const solicited = (flags & SOLICITED) !== 0
  const truncated = wireEndOf(v) > v.l4End
  const options = readOptions(v, isAdvertisement ? TARGET_LINK_LAYER : SOURCE_LINK_LAYER)
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
    target,
    router: (flags & ROUTER) !== 0,
    solicited,
    override: (flags & OVERRIDE) !== 0,
    linkLayer: options.linkLayer,
    flaw: flawOf(),
    truncated,
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }

  function flawOf(): NdFlaw | undefined {
    if (v.hopLimit !== 255) return 'hop-limit'
    if (!truncated && !isIcmp6Sound(dv, at, v.l4End, { src, dst }, v.l4WireEnd - at)) return 'checksum'
    if (dv.getUint8(at + CODE) !== 0) return 'code'
    if (isMulticast(target)) return 'target'
    if (solicited && isMulticast(dst)) return 'solicited'
    if (!isAdvertisement && isUnspecified(src)) {
      if (!isSolicitedNode(dst)) return 'probe-destination'
      if (options.linkLayer !== undefined) return 'probe-link-layer'
    }
    return options.flaw
  }
}

/**
 * Whether an advertisement that nobody asked for moves its target for the hosts that know it elsewhere: they take no
 * other link-layer address without the override flag (RFC 4861 7.2.5), and none where none is given.
 */
export const movesAddress = (nd: NdFact): boolean =>
  nd.role === 'unsolicited' && nd.flaw === undefined && nd.override && (nd.linkLayer !== undefined || nd.truncated)

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

interface Options {
  readonly linkLayer: Mac | undefined
  /** What makes receivers discard the whole message. */
  readonly flaw: NdFlaw | undefined
}

// The first link-layer address counts. Its option is 8 bytes on links with 6-byte addresses, which a capture without them
// does not tell (RFC 4861 4.6.1).
function readOptions(v: FrameView, wanted: number): Options {
  const wireEnd = wireEndOf(v)
  let linkLayer: Mac | undefined
  let flaw: NdFlaw | undefined
  for (let at = v.l4 + OPTIONS; at + 2 <= v.l4End; ) {
    const length = v.dv.getUint8(at + 1) * LENGTH_UNIT
    if (length === 0) return { linkLayer, flaw: 'option-length' }
    if (at + length > wireEnd) return { linkLayer, flaw: 'option-overrun' }
    if (linkLayer === undefined && v.dv.getUint8(at) === wanted && at + LENGTH_UNIT <= v.l4End) {
      linkLayer = macAt(v.dv, at + 2)
      if (length !== LENGTH_UNIT && v.srcMacAt >= 0) flaw = 'link-layer-length'
    }
    at += length
  }
  return { linkLayer, flaw }
}
