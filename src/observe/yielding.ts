import type { Ns } from '../core/time.ts'
import { step } from '../model/step.ts'
import type { Sighting } from '../wire/facts.ts'
import type { TrackedRouter } from './router.ts'
import { intervalOf } from './shadow.ts'
import { slackOf } from './tolerance.ts'

// Who of two Active routers gives way, and when that shows.

/** When silence since `heardNs` has shown that a router yielded as it should. */
export const yieldShownAt = (x: TrackedRouter, heardNs: number): number => {
  const interval = intervalOf(x.params)
  return Math.max(heardNs + 1.5 * interval, x.expectsYield!.atNs + 0.5 * interval) + slackOf(x)
}

export const accepts = (by: TrackedRouter, from: TrackedRouter): boolean => by.acceptances.of(from).reason === undefined

/** Whether the model of `x`, Active, becomes Backup when it hears this advert. */
export function wouldYield(x: TrackedRouter, r: TrackedRouter, atNs: Ns, s: Sighting): boolean {
  if (x.period?.muted || x.refuses.has(r) || !accepts(x, r)) return false
  const heard = { kind: 'advert', atNs, from: r.address, advert: s.advert } as const
  return step(x.params, x.shadow.state, heard).state.name === 'Backup'
}

/** Whom its file keeps from pre-empting may do so only where it fell silent and believes that it is Active still. */
export const mayPreempt = (r: TrackedRouter, { ipId }: Sighting): boolean =>
  r.params.preempt || r.priority === 255 || (r.lastPeriod?.endedBy === 'silence' && ipId !== 1)
