import { type Ns, ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter } from '../observe/live.ts'
import { isSilencedByPeer } from './peers.ts'
import type { Hooks } from './rule.ts'

/** A router goes on as if nothing had happened after a silence in which a Backup could have taken over. */
export interface Resumption {
  readonly router: LiveRouter
  /** Its last advert before. */
  readonly from: Ns
  readonly at: Ns
  readonly frameNo: number
}

/** Tells of each at its first advert: nothing had ended the adverts, neither priority 0 nor a peer, and nothing started them. */
export const watchResumptions = (
  tell: (resumption: Resumption) => void,
): Required<Pick<Hooks, 'onActive' | 'onLate'>> => {
  const look = (router: LiveRouter, silence: number, at: Ns, frameNo: number): void => {
    const from = ns(at - silence)
    if (!startedAnew(router, from) && !isSilencedByPeer(router)) tell({ router, from, at, frameNo })
  }
  return {
    onActive(period) {
      const { router, from, silenceBefore = 0, firstFrameNo } = period
      if (silenceBefore < router.activeDownNs(router) || previous(period)?.endedBy !== 'silence') return
      look(router, silenceBefore, from, firstFrameNo)
    },
    onLate(router, gap, { tNs, frameNo }) {
      if (gap >= shortestWait(router)) look(router, gap, tNs, frameNo)
    },
  }
}

/** Active_Down_Interval of the quickest other router, or of this one where it is alone. */
export function shortestWait(router: LiveRouter): number {
  const others = router.virtualRouter.routers.filter((other) => other !== router)
  if (others.length === 0) return router.activeDownNs(router)
  return Math.min(...others.slice(0, 64).map((other) => other.activeDownNs(router)))
}

/**
 * How many adverts a router sent in the silence before its latest one that this capture lacks: as many IP ids were left
 * out as adverts were due. 0 where the ids do not tell.
 */
export function advertsUnseen({ idsLeftOut, intervalNs }: LiveRouter, silence: number): number {
  const sent = idsLeftOut ?? 0
  return Math.abs(sent + 1 - silence / intervalNs) < 1 ? sent : 0
}

const previous = (period: LivePeriod): LivePeriod | undefined =>
  period.router.virtualRouter.periods.filter((p) => p.router === period.router && p.from < period.from).at(-1)

function startedAnew({ host }: LiveRouter, since: Ns): boolean {
  return (host?.lastJoinNs ?? since) > since || (host?.lastProbeNs ?? since) > since
}
