import { type Ns, ns } from '../core/time.ts'
import type { LiveRouter } from '../observe/live.ts'
import { watchBlockedMacs } from './blocked-macs.ts'
import { patience } from './overlap.ts'
import type { Hooks, Run } from './rule.ts'
import { type Shortfall, SLACK, shortfalls } from './vantage.ts'

/** A way on which adverts of one router are lost: the nearest vantage point that has them, and those that lack them. */
export interface LossyWay extends Shortfall {
  /** Lack the same ones, behind `far`. */
  readonly others: readonly number[]
  /** What is lost is sent from the virtual MAC, and other frames pass. */
  readonly isBlocked: boolean
}

export interface LossyWays {
  readonly hooks: Hooks
  of(router: LiveRouter): readonly LossyWay[]
  nameOf(point: number): string
  /** By how much `far` stamps an advert of the router later than `near`; undefined where none was seen at both. */
  skew(router: LiveRouter, way: LossyWay): Ns | undefined
}

/**
 * Watches the ways between vantage points. A second Active router is what a loss leads to: `look` is called for both at
 * once, and for every router at the end.
 */
export function watchLossyWays(run: Run, look: (routers: readonly LiveRouter[]) => void): LossyWays {
  const names = new Map<number, string>()
  // By how much a vantage point stamps an advert later than the one that delivered it first.
  const skews = new WeakMap<LiveRouter, Map<number, number>>()
  const macs = watchBlockedMacs(run)
  const lateness = (router: LiveRouter, point: number): number => skews.get(router)?.get(point) ?? 0
  return {
    hooks: {
      facts: macs.facts,
      onInterface(face) {
        names.set(face.index, face.name)
        macs.onInterface(face)
      },
      onSighting(s, _virtualRouter, router, copy) {
        if (copy !== 'vantage' || router === undefined) return
        const ofRouter = skews.get(router) ?? new Map<number, number>()
        skews.set(router, ofRouter.set(run.world.wholeOf(s.source), s.tNs - router.lastAdvertNs))
      },
      onActive({ router, from }) {
        const others = router.virtualRouter.active.filter((other) => other !== router)
        for (const other of others) run.after(ns(from + patience(router, other)), () => look([router, other]))
      },
      onEnd: (world) => look(world.virtualRouters.flatMap(({ routers }) => routers)),
    },
    of(router) {
      const late = (point: number): number => lateness(router, point)
      return joined(shortfalls(run.world, router), late).map((way) => ({
        ...way,
        isBlocked: macs.isBlocked(router, way.near, way.far),
      }))
    },
    nameOf: (point) => names.get(point) ?? `vantage point ${point}`,
    skew(router, { near, far, lost, sent }) {
      const copied = skews.get(router)
      if (lost === sent || (copied?.has(near) !== true && copied?.has(far) !== true)) return undefined
      return ns(lateness(router, far) - lateness(router, near))
    },
  }
}

/** What is lost behind a vantage point is missing from there on, and was seen at every one before it. */
function joined(found: readonly Shortfall[], late: (point: number) => number): Omit<LossyWay, 'isBlocked'>[] {
  const nearest = new Map<number, Shortfall>()
  for (const one of found) {
    const known = nearest.get(one.far)
    if (known === undefined || late(one.near) > late(known.near)) nearest.set(one.far, one)
  }
  const ways: (Shortfall & { others: number[] })[] = []
  for (const one of [...nearest.values()].sort((a, b) => late(a.far) - late(b.far))) {
    const same = ways.find(({ near, lost }) => near === one.near && Math.abs(lost - one.lost) <= SLACK)
    if (same === undefined) ways.push({ ...one, others: [] })
    else same.others.push(one.far)
  }
  return ways
}
