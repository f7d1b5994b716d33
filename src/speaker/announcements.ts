import type { AnnounceTimes } from '../config/model.ts'
import { type Ns, ns } from '../core/time.ts'

/** Rounds over all addresses that are to be announced at a time. */
export interface AnnouncementRounds {
  readonly at: Ns
  readonly rounds: number
  readonly because: 'active' | 'refresh' | 'lower-priority'
}

// keepalived's order: `repeat` rounds at once, as many again after `delay`, then a refresh now and again. Another
// router of lower priority that is heard has rounds of its own.

/** What becoming Active brings, soonest first. */
export function onBecomingActive(times: AnnounceTimes, now: Ns): AnnouncementRounds[] {
  const due: AnnouncementRounds[] = [{ at: now, rounds: times.repeat, because: 'active' }]
  if (times.delay > 0) due.push({ at: ns(now + times.delay), rounds: times.repeat, because: 'active' })
  if (times.refresh > 0) due.push(refreshAfter(times, now))
  return due.sort((a, b) => a.at - b.at)
}

export function onLowerPriority(times: AnnounceTimes, now: Ns): AnnouncementRounds[] {
  const rounds = times.lowerPriorityRepeat
  if (rounds === 0) return []
  const due: AnnouncementRounds[] = [{ at: now, rounds, because: 'lower-priority' }]
  if (times.lowerPriorityDelay > 0)
    due.push({ at: ns(now + times.lowerPriorityDelay), rounds, because: 'lower-priority' })
  return due
}

export const refreshAfter = (times: AnnounceTimes, now: Ns): AnnouncementRounds => ({
  at: ns(now + times.refresh),
  rounds: times.refreshRepeat,
  because: 'refresh',
})
