import { type Ip, ipAt, isGroupMac, isUnspecified, type Mac, macAt, macBytes, sameIp } from '../core/address.ts'
import type { ArpFact } from './facts.ts'
import { dstMacOf, isOutgoing, srcMacOf } from './seen.ts'
import type { FrameView } from './view.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |     Hardware type (1, 6)      |     Protocol type (0x0800)    |
// +---------------+---------------+-------------------------------+
// |    Length 6   |    Length 4   |           Operation           |
// +---------------+---------------+-------------------------------+
// |      Sender MAC (6), sender IP (4), target MAC (6), target IP |     RFC 826
const OPERATION = 6
const SENDER_MAC = 8
const SENDER_IP = 14
const TARGET_MAC = 18
const TARGET_IP = 24
const LENGTH = 28

export const ArpOperation = { request: 1, reply: 2 } as const

export interface ArpPacket {
  readonly operation: number
  readonly senderMac: Mac
  readonly senderIp: Ip
  readonly targetMac: Mac
  readonly targetIp: Ip
}

/** The ARP packet of a view that `locate` called `Kind.Arp`. */
export function parseArp(v: FrameView): ArpFact {
  const { dv, l3 } = v
  const operation = dv.getUint16(l3 + OPERATION)
  const senderIp = ipAt(dv, l3 + SENDER_IP, 4)
  const targetIp = ipAt(dv, l3 + TARGET_IP, 4)
  return {
    kind: 'arp',
    role: roleOf(operation, senderIp, targetIp),
    operation,
    senderMac: macAt(dv, l3 + SENDER_MAC),
    senderIp,
    targetMac: macAt(dv, l3 + TARGET_MAC),
    targetIp,
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }
}

/**
 * Whether this tells everybody of its sender, unasked: it went to a group, as far as the capture shows. In a frame to one
 * host it moves the address for nobody else.
 */
export const tellsAll = ({ role, dstMac }: ArpFact): boolean =>
  (role === 'gratuitous-request' || role === 'gratuitous-reply') && (dstMac === undefined || isGroupMac(dstMac))

/** 28 bytes, hardware Ethernet, protocol IPv4. */
export function emitArp(packet: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(LENGTH)
  const dv = new DataView(bytes.buffer)
  dv.setUint32(0, 0x0001_0800)
  dv.setUint16(4, 0x0604)
  dv.setUint16(OPERATION, packet.operation)
  bytes.set(macBytes(packet.senderMac), SENDER_MAC)
  bytes.set(packet.senderIp.bytes, SENDER_IP)
  bytes.set(macBytes(packet.targetMac), TARGET_MAC)
  bytes.set(packet.targetIp.bytes, TARGET_IP)
  return bytes
}

// RFC 5227 1.1: a probe has no sender address; an announcement names one address twice.
function roleOf(operation: number, sender: Ip, target: Ip): ArpFact['role'] {
  const isReply = operation === ArpOperation.reply
  if (!isReply && operation !== ArpOperation.request) return 'other'
  if (sameIp(sender, target)) return isReply ? 'gratuitous-reply' : 'gratuitous-request'
  if (isReply) return 'reply'
  return isUnspecified(sender) ? 'probe' : 'request'
}
