import type { LiveRouter } from '../observe/live.ts'

// Two or three routers share a VRID; a sender that invents more gets no quadratic work from us.
const MAX_COMPARED = 32

/** The other routers of its virtual router, as far as they are worth comparing. */
export const peersOf = (router: LiveRouter): readonly LiveRouter[] =>
  router.virtualRouter.routers.slice(0, MAX_COMPARED).filter((peer) => peer !== router)

/** An identity for a pair that does not depend on who spoke first. */
export const pairOf = (a: LiveRouter, b: LiveRouter): string => [a.name, b.name].sort().join(' ')
