import { NS_PER_MS } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { Flow } from './flow.ts'
import type { Copy } from './listener.ts'
import type { TrackedRouter } from './router.ts'

/** Byte-equal frames this close are twins, not two adverts. */
export const TWIN_NS = 50 * NS_PER_MS
/** A cooked capture shows a frame once for each interface that it passes within the host, and no destination MAC. */
export const IN_HOST_NS = NS_PER_MS

/** Why an advert of `r`, come by `flow`, is none of its own; notes in the flow what it repeats. */
export function copyKind(r: TrackedRouter, flow: Flow, s: Sighting): Copy {
  const gap = s.tNs - flow.lastNs
  if (flow.frames > 0 && gap <= TWIN_NS && samePacket(flow.sighting, s)) {
    if (s.ipId > 0 && s.ipId === flow.lastIpId) {
      if (s.dstMac === undefined) return 'direction'
      flow.noteTwin(s.tNs, s.frameNo)
      return 'duplicate'
    }
    // Behind an advert of another router it may be the answer to that.
    const isNext = r.virtualRouter.lastSeenNs <= flow.lastNs
    if (s.ipId <= 0 && isNext && s.dstMac === undefined && gap <= IN_HOST_NS) return 'direction'
    if (s.ipId <= 0 && isNext && s.dstMac !== undefined && gap < r.intervalNs / 2) {
      flow.noteTwin(s.tNs, s.frameNo)
      if (flow.isDoubled) return 'duplicate'
    }
  }
  const lead = r.leadFlow
  if (lead === flow && r.saidBefore(s, TWIN_NS)) {
    if (s.dstMac === undefined) return 'direction'
    flow.noteTwin(s.tNs, s.frameNo)
    return 'duplicate'
  }
  if (lead === undefined || lead === flow) return 'none'
  const original = r.copiedAdvert(s, flow)
  if (original === undefined) return 'none'
  r.deliver(flow, original, s.tNs)
  if (lead.source !== flow.source) return 'vantage'
  if (lead.path !== flow.path) return 'tunnel'
  return lead.outgoing !== flow.outgoing ? 'direction' : 'peer'
}

/** Same VRRP bytes at the same place. */
export const samePacket = (a: Sighting, b: Sighting): boolean => a.pduAt === b.pduAt && samePdu(a, b)

/** Same VRRP bytes, whatever is in front of them. */
export function samePdu(a: Sighting, b: Sighting): boolean {
  const length = a.packet.length - a.pduAt
  if (b.packet.length - b.pduAt !== length) return false
  for (let i = 0; i < length; i++) if (a.packet[a.pduAt + i] !== b.packet[b.pduAt + i]) return false
  return true
}
