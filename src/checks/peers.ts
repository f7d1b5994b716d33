import type { LiveRouter } from '../observe/live.ts'

// Two or three routers share a VRID. Senders that invent more get no quadratic work from us.
const MAX_COMPARED = 32

/** The other routers of its virtual router, under whatever address; none for a router that came after so many others. */
export function peersOf(router: LiveRouter): readonly LiveRouter[] {
  const compared = router.virtualRouter.routers.slice(0, MAX_COMPARED)
  return compared.includes(router) ? compared.filter((peer) => peer.firstSelf !== router.firstSelf) : []
}

/** An identity that stays: the first speaker of an address is named anew, `#1`, when a second one comes. */
export const idOf = ({ name }: LiveRouter): string => name.replace(/#1$/, '')

/** An identity for a pair that does not depend on who spoke first. */
export const pairOf = (a: LiveRouter, b: LiveRouter): string => [idOf(a), idOf(b)].sort().join(' ')

/** A rejected advert restarts the timer of keepalived as Active: beside such a peer, silence is no lateness. */
export const isSilencedByPeer = (router: LiveRouter): boolean =>
  router.virtualRouter.active.some(
    (peer) => peer !== router && router.virtualRouter.acceptance(peer, router)?.accepts === false,
  )
