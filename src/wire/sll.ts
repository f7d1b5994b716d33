import type { FrameView, PacketDirection } from './view.ts'

// Linux "cooked" captures (`-i any`): no destination address, but whose packet it is.
//
// Version 1                                         Version 2
//  0       2       4       6            14     16    0      2     4        8      10    11    12         20
// +-------+-------+-------+------------+------+     +------+-----+--------+------+-----+-----+----------+
// | Type  | ARPHRD|Addrlen| Address (8)| Proto|     | Proto| MBZ |Ifindex |ARPHRD| Type| Len | Address  |
const V1 = { type: 0, addressLen: 4, address: 6, protocol: 14, length: 16 } as const
const V2 = { protocol: 0, ifIndex: 4, type: 10, addressLen: 11, address: 12, length: 20 } as const
const MAC_LEN = 6

/** Reads sender and direction into the view; the offset of the payload, or -1 if the header is cut. */
export function enterSll(v: FrameView): number {
  if (v.end - v.start < V1.length) return -1
  v.direction = directionOf(v.dv.getUint16(v.start + V1.type))
  if (v.dv.getUint16(v.start + V1.addressLen) === MAC_LEN) v.srcMacAt = v.start + V1.address
  return v.start + V1.length
}

/** The same for version 2. */
export function enterSll2(v: FrameView): number {
  if (v.end - v.start < V2.length) return -1
  v.direction = directionOf(v.dv.getUint8(v.start + V2.type))
  if (v.dv.getUint8(v.start + V2.addressLen) === MAC_LEN) v.srcMacAt = v.start + V2.address
  return v.start + V2.length
}

/** EtherType of the payload, for a header that was entered. */
export const sllProtocol = (v: FrameView): number => v.dv.getUint16(v.start + V1.protocol)
export const sll2Protocol = (v: FrameView): number => v.dv.getUint16(v.start + V2.protocol)

/** Number of the interface that a frame of version 2 was captured on; -1 where it is cut. */
export const sll2IfIndex = ({ dv, start, end }: FrameView): number =>
  end - start < V2.ifIndex + 4 ? -1 : dv.getUint32(start + V2.ifIndex)

const directionOf = (packetType: number): PacketDirection => (packetType <= 4 ? (packetType as PacketDirection) : -1)
