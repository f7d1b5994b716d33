import { type Ns, ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter } from '../observe/live.ts'
import { LATENESS_NS } from '../observe/tolerance.ts'
import { isSilencedByPeer } from './peers.ts'
import { periodBefore } from './period-before.ts'
import type { Hooks } from './rule.ts'

/** A router goes on as if nothing had happened after a silence in which a Backup could have taken over. */
export interface Resumption {
  readonly router: LiveRouter
  /** Its last advert before. */
  readonly from: Ns
  readonly at: Ns
  readonly frameNo: number
  /** The Active period that begins anew, where the silence had ended one. */
  readonly period: LivePeriod | undefined
}

/** Tells of each at its first advert: nothing had ended the adverts, neither priority 0 nor a peer, and nothing started them. */
export const watchResumptions = (
  tell: (resumption: Resumption) => void,
): Required<Pick<Hooks, 'onActive' | 'onLate'>> => {
  const look = (router: LiveRouter, silence: number, at: Ns, frameNo: number, period?: LivePeriod): void => {
    const from = ns(at - silence)
    if (!startedAnew(router, from) && !isSilencedByPeer(router)) tell({ router, from, at, frameNo, period })
  }
  return {
    onActive(period) {
      const { router, from, silenceBefore = 0, firstFrameNo } = period
      if (isPace(period)) return
      if (silenceBefore < router.activeDownNs(router) || periodBefore(router, from)?.endedBy !== 'silence') return
      look(router, silenceBefore, from, firstFrameNo, period)
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

/** A period that seems to begin anew goes on: its router sent all the adverts of the silence, and nobody else was Active. */
export function wasActiveUnseen({ router, from, silenceBefore = ns(0) }: LivePeriod): boolean {
  if (advertsUnseen(router, silenceBefore) === 0) return false
  const { periods } = router.virtualRouter
  return !periods.some((p) => p.router !== router && p.from < from && (p.to ?? from) > from - silenceBefore)
}

/** The silence before a period was no longer than the interval that its router keeps to, whatever it advertises. */
export const isPace = ({ router, silenceBefore }: LivePeriod): boolean =>
  silenceBefore !== undefined && silenceBefore <= router.intervalNs + LATENESS_NS

function startedAnew({ host }: LiveRouter, since: Ns): boolean {
  return (host?.lastJoinNs ?? since) > since || (host?.lastProbeNs ?? since) > since
}
