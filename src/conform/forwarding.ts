import { sameIp, virtualMac } from '../core/address.ts'
import { type Ns, ns, nsFromSec } from '../core/time.ts'
import type { EchoFact } from '../wire/facts.ts'
import { echoFrame } from '../wire/frames.ts'
import type { Harness } from './harness.ts'
import type { Heard } from './heard.ts'

/** Resolving the destination, and the way there, take so long at most. */
const FORWARDED_WITHIN: Ns = nsFromSec(1)

/** Each packet has a hop limit of its own: cases that run beside each other tell theirs by it. */
const FIRST_HOP_LIMIT = 64
const HOP_LIMITS = 128
let packets = 0

/** A packet on its way. */
export interface Passage {
  readonly sentNs: Ns
  readonly hopLimit: number
}

/**
 * One host of the tester sends an echo request to the other by way of the virtual router MAC. On one segment that is a
 * detour: a router forwards it back to where it came from, and may redirect the sender.
 */
export function sendThroughVirtualMac(h: Harness): Passage {
  const [from, to] = h.hosts
  const link = { srcMac: from.mac, dstMac: virtualMac(h.router.family, h.router.vrid) }
  const hopLimit = FIRST_HOP_LIMIT + (packets++ % HOP_LIMITS)
  const frame = echoFrame({ link, src: from.address, dst: to.address, reply: false, data: PING, hopLimit })
  return { sentNs: h.transmit(frame), hopLimit }
}

/** The packet, one hop on; undefined where it did not come within FORWARDED_WITHIN. */
export async function forwardedPacket(h: Harness, { sentNs, hopLimit }: Passage): Promise<EchoFact | undefined> {
  const [from, to] = h.hosts
  const isForwarded = (heard: Heard): heard is EchoFact =>
    heard.kind === 'echo' &&
    !heard.reply &&
    heard.hopLimit === hopLimit - 1 &&
    sameIp(heard.src, from.address) &&
    sameIp(heard.dst, to.address)
  return h.inbox.next(isForwarded, ns(sentNs + FORWARDED_WITHIN))
}

const PING = Uint8Array.of(0x76, 0x73, 0, 1, 0x76, 0x72, 0x72, 0x70)
