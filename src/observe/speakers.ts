import { NS_PER_MS } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import { isEui64Of } from './guess.ts'
import type { TrackedRouter } from './router.ts'
import { slackOf } from './tolerance.ts'

/** So exactly an advert follows the last one of a router that goes on. */
const CADENCE_NS = 10 * NS_PER_MS

/**
 * Which of the routers with its source address sent this advert; undefined if it is a new one. The MAC decides, unless
 * the frame was routed or seen elsewhere, or both address and MAC are those that every router of the VRID has.
 */
export function findSpeaker(sameAddress: readonly TrackedRouter[], s: Sighting): TrackedRouter | undefined {
  const sameMac = sameAddress.filter((r) => r.mac === s.srcMac || r.mac === undefined || s.srcMac === undefined)
  if (sameMac.length === 0) return sameAddress.find((r) => isSameHost(r, s))
  return isIndistinguishable(s) ? twin(sameMac, s) : sameMac[0]
}

// The other MAC is that of a router in between, of another vantage point, or the daemon changed its own.
function isSameHost(r: TrackedRouter, s: Sighting): boolean {
  const elsewhere = r.lastSighting.source !== s.source || r.lastSighting.path !== s.path
  if (s.ipId > 0 && elsewhere && s.ipId === r.ipId.last) return true
  return s.hopLimit < 255 && r.lastSighting.hopLimit !== s.hopLimit ? true : r.ipId.continues(s.ipId)
}

/** Whether its adverts go on from another MAC at the same place: a bond failed over, or the daemon changed its own. */
export const hasOtherMac = ({ mac, lastSighting: last }: TrackedRouter, s: Sighting): boolean =>
  mac !== s.srcMac &&
  s.srcMac !== undefined &&
  s.hopLimit === 255 &&
  last.source === s.source &&
  last.path === s.path &&
  last.dst.text === s.dst.text

/** Whether this advert is of a known router that has another source address now: its MAC stays, and its adverts go on. */
export const isRenamed = (known: TrackedRouter, s: Sighting): boolean =>
  // Behind a gateway all have its MAC.
  s.hopLimit === 255 &&
  known.mac === s.srcMac &&
  !known.virtualRouter.sharesMac(known) &&
  known.address.text !== s.src.text &&
  (s.ipId < 0 ? followsInTime(known, s) : known.ipId.continues(s.ipId))

// Without an IP id: the same words when the next advert was due.
const followsInTime = (known: TrackedRouter, { tNs, advert }: Sighting): boolean =>
  known.period !== undefined &&
  known.priority === advert.priority &&
  Math.abs(tNs - known.lastAdvertNs - known.intervalNs) <= CADENCE_NS

// FRR over IPv6 without `addrgenmode random`: virtual MAC, and the link-local address made of it, or a virtual one.
const isIndistinguishable = ({ src, srcMac, advert }: Sighting): boolean =>
  srcMac?.startsWith('00:00:5e:00:02:') === true &&
  (isEui64Of(src, srcMac) || (advert.priority < 255 && advert.addresses.some(({ text }) => text === src.text)))

// Told apart by priority, and by a gap that fits a takeover better than a pause. The one that is Active may change its
// priority: then the next advert comes when its was due.
function twin(routers: readonly TrackedRouter[], s: Sighting): TrackedRouter | undefined {
  if (s.advert.priority === 0) return routers.find((r) => r.period !== undefined) ?? lastHeard(routers)
  const samePriority = routers.filter((r) => r.priority === s.advert.priority)
  const last = lastHeard(routers)
  const candidate = samePriority.find((r) => r === last) ?? samePriority[0]
  const gap = s.tNs - last.lastAdvertNs
  const goesOn = last.period !== undefined && Math.abs(gap - last.intervalNs) <= CADENCE_NS
  if (candidate !== last) return goesOn && candidate?.period === undefined ? last : candidate
  const left = candidate.lastSighting.advert.priority === 0
  const wait = left ? candidate.skewNs(candidate) : candidate.activeDownNs(candidate)
  if (Math.abs(gap - wait) > slackOf(candidate)) return candidate
  return samePriority.find((r) => r !== candidate)
}

const lastHeard = (routers: readonly TrackedRouter[]): TrackedRouter =>
  routers.reduce((a, b) => (b.lastAdvertNs > a.lastAdvertNs ? b : a))
