import { NS_PER_MS, type Ns, ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter } from '../observe/live.ts'
import type { Hooks, Run } from './rule.ts'

/** Two routers Active at once for longer than a hand-over takes. */
export interface Overlap {
  readonly first: LivePeriod
  readonly second: LivePeriod
  readonly from: Ns
  /** Undefined while it lasts. */
  readonly to: Ns | undefined
}

// A router that hears a better one falls silent at once, so a hand-over shows one advert too many at most.
const PATIENCE_INTERVALS = 2
// At short intervals: whether the other one has yielded is only known when an advert is missing on a busy machine, too.
const MISSING_INTERVALS = 1.5
const BUSY_NS = 50 * NS_PER_MS

/**
 * Tells of every overlap once it is longer than a hand-over, and again when it ends. Both are decided by the periods
 * alone, since a steady advert wakes nobody. `takeBack`: the first router had fallen silent before the second one came.
 */
export function watchOverlaps(
  run: Pick<Run, 'after' | 'world'>,
  tell: (overlap: Overlap) => void,
  takeBack?: (overlap: Overlap) => void,
): Required<Pick<Hooks, 'onActive' | 'onPeriodEnd' | 'onMuted'>> {
  const lasting = new WeakMap<LivePeriod, readonly Overlap[]>()
  const tellIfLong = (a: LivePeriod, b: LivePeriod): void => {
    const [first, second] = a.from <= b.from ? [a, b] : [b, a]
    const from = second.from
    const ends = [first.to, second.to].filter((end) => end !== undefined)
    const to = ends.length === 0 ? undefined : ns(Math.min(...ends))
    if ((to ?? run.world.now) - from < patience(first.router, second.router)) return
    const overlap = { first, second, from, to }
    if (to === undefined) lasting.set(first, [...(lasting.get(first) ?? []), overlap])
    tell(overlap)
  }
  const tellAll = (period: LivePeriod): void => {
    for (const other of beside(period)) tellIfLong(period, other)
  }
  const lookAfter = (since: Ns, a: LivePeriod, b: LivePeriod): void => {
    const at = ns(since + patience(a.router, b.router))
    run.after(at, () => {
      // Copies by a clock that is behind put off when it counts as silent; when that is decided its end is where it yielded.
      if ([a, b].some(({ to, router }) => to === undefined && router.mayHaveYielded)) lookAfter(at, a, b)
      else tellIfLong(a, b)
    })
  }
  return {
    onActive(period) {
      for (const { period: other } of period.router.virtualRouter.active)
        if (other !== undefined && other !== period) lookAfter(period.from, period, other)
    },
    onMuted: ({ period }) => {
      if (period !== undefined) tellAll(period)
    },
    onPeriodEnd(period) {
      tellAll(period)
      const { to, muted, silencedByLower } = period
      if (to === undefined || muted || silencedByLower) return
      for (const overlap of lasting.get(period) ?? []) if (to <= overlap.from) takeBack?.(overlap)
    },
  }
}

/** How long two routers may both be Active before it is more than a hand-over. */
export function patience(a: LiveRouter, b: LiveRouter): Ns {
  const interval = Math.max(a.intervalNs, b.intervalNs)
  return ns(Math.max(PATIENCE_INTERVALS * interval, MISSING_INTERVALS * interval + BUSY_NS))
}

/** Periods of other routers that overlap this one. */
function beside(period: LivePeriod): readonly LivePeriod[] {
  const { router } = period
  const end = period.to ?? Number.POSITIVE_INFINITY
  return router.virtualRouter.periods.filter(
    (other) => other.router !== router && other.from <= end && (other.to ?? Number.POSITIVE_INFINITY) > period.from,
  )
}
