import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import type { DefectCode } from '../wire/defects.ts'
import type { Sighting } from '../wire/facts.ts'
import type { Sign, Values } from './rule.ts'

/** The sign that one advert gives. `src`, `dst` and `vrid` are at hand for every sentence. */
export const adverted = (
  advert: Sighting,
  virtualRouter: LiveVirtualRouter,
  router: LiveRouter | undefined,
  values: Values = {},
): Sign => ({
  virtualRouter,
  routers: [router ?? advert.src.text],
  seen: [advert],
  values: { src: advert.src.text, dst: advert.dst.text, vrid: advert.advert.vrid, ...values },
})

/** The sign that all adverts of a router give, once they are known. */
export function spokenBy(router: LiveRouter, values: Values = {}): Sign {
  const { virtualRouter, lastSighting, firstSeenNs, lastAdvertNs, adverts } = router
  const last = adverted(lastSighting, virtualRouter, router, values)
  const first = virtualRouter.periods.find((period) => period.router === router)?.firstFrameNo
  const begins = first === undefined ? [] : [{ tNs: firstSeenNs, frameNo: first }]
  return { ...last, times: adverts, from: firstSeenNs, to: lastAdvertNs, seen: [...begins, lastSighting] }
}

// Hop limits that systems start from when a program sets none.
const KERNEL_DEFAULTS: readonly number[] = [64, 128]

/** A hop limit that a sender on this link does not start from: it came through a gateway. */
export const isRouted = ({ hopLimit }: Sighting): boolean => hopLimit !== 255 && !KERNEL_DEFAULTS.includes(hopLimit)

/** Whether the parser found this wrong with the advert. */
export const hasDefect = (s: Sighting, code: DefectCode): boolean =>
  s.advert.defects.some((defect) => defect.code === code)
