import { type Ip, ipAt, type Mac, macAt } from '../core/address.ts'
import type { Seen } from './facts.ts'
import { IPV4_DST, IPV4_SRC } from './ipv4.ts'
import { IPV6_DST, IPV6_SRC } from './ipv6.ts'
import type { FrameView } from './view.ts'

const OUTGOING = 4

/**
 * When, where and in which link-layer frame the located view was seen. What is seen often names these itself: to spread
 * them into another object takes ten times as long.
 */
export function seenAt(v: FrameView): Seen {
  return {
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }
}

export const srcMacOf = (v: FrameView): Mac | undefined => macOrNone(v, v.srcMacAt)
export const dstMacOf = (v: FrameView): Mac | undefined => macOrNone(v, v.dstMacAt)
export const isOutgoing = (v: FrameView): boolean => v.direction === OUTGOING

/** Where the located packet ended on the wire, whatever the capture kept of it and its IP header claims. */
export const wireEndOf = (v: FrameView): number => Math.min(v.l4WireEnd, Math.max(v.end, v.start + v.wireLen))

/** Offset of the source address of the located IP packet. */
export const srcAt = (v: FrameView): number => v.l3 + (v.family === 4 ? IPV4_SRC : IPV6_SRC)

/** Offset of the destination address of the located IP packet. */
const dstAt = (v: FrameView): number => v.l3 + (v.family === 4 ? IPV4_DST : IPV6_DST)

export const srcOf = (v: FrameView): Ip => ipAt(v.dv, srcAt(v), v.family === 4 ? 4 : 6)
export const dstOf = (v: FrameView): Ip => ipAt(v.dv, dstAt(v), v.family === 4 ? 4 : 6)

const macOrNone = (v: FrameView, at: number): Mac | undefined => (at < 0 ? undefined : macAt(v.dv, at))
