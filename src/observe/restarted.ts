import type { Ns } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { TrackedRouter } from './router.ts'
import { intervalOf } from './shadow.ts'
import { LATENESS_NS, slackOf } from './tolerance.ts'

/** keepalived as Active begins its interval anew at every advert that it hears, also at one that it rejects. */
export const restartsOnAny = (r: TrackedRouter): boolean =>
  r.params.profile.anyAdvertRestartsTimer && !r.params.lowerPriorityNoAdvert

/**
 * Whether `r`, which seemed to be a Backup, was Active and mute: it speaks an interval after an advert of `by`, long before
 * a Backup may. That advert restarted its Adver_Timer, as one does that keepalived rejects.
 */
export function wasRestartedBy(by: TrackedRouter, r: TrackedRouter, s: Sighting, before: Ns): boolean {
  const past = r.lastPeriod
  // A daemon that begins anew counts anew.
  if (past?.to === undefined || !restartsOnAny(r) || (s.ipId > 0 && r.idsLeftOut === undefined)) return false
  const { isGuess } = r.acceptances.of(by)
  const interval = intervalOf(r.params)
  // Both timers may run out at once.
  const sinceBy = s.tNs - by.lastAdvertNs
  if (Math.abs(sinceBy - interval) > slackOf(r) && sinceBy > LATENESS_NS) return false
  if (past.endedBy === 'yielded')
    return past.yieldedTo === by && !r.outranks(by) && (isGuess || s.tNs - before < r.activeDownNs(by))
  return isGuess && past.endedBy === 'silence' && by.period!.from <= past.to + interval
}
