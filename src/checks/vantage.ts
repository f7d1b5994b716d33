import { isMulticast } from '../core/address.ts'
import { type Ns, ns } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { LiveFlow, LiveRouter, SentAdvert } from '../observe/live.ts'

/** Adverts of one router that one vantage point has and another one of the same segment lacks. */
export interface Shortfall {
  readonly near: number
  readonly far: number
  readonly sent: number
  readonly lost: number
  /** From the first that is missing; from the last one before it, where that was long ago. */
  readonly from: Ns
  readonly to: Ns
  /** Some of those that are missing. */
  readonly missed: readonly SentAdvert[]
}

/** One advert may be on its way at either end of what both cover. */
export const SLACK = 2
// A report holds no more incidents of one rule.
const MOST = 1024

/**
 * Compares what two vantage points saw of each router while both were watching. Unicast is compared only where the
 * second one has seen some of it: elsewhere it does not pass. The interfaces of one host are one: no network lies between
 * them, and not each has to hear everything.
 */
export function shortfalls(world: World, router: LiveRouter): readonly Shortfall[] {
  const byPoint = flowsByPoint(world, router)
  const nears = [...byPoint].map(([point, flows]) => ({ near: point, flow: fullest(flows)! }))
  // Vantage points of its segment: those that saw any router of its virtual router.
  const { routers } = router.virtualRouter
  const points = new Set(routers.flatMap(({ flows }) => flows.map(({ source }) => world.wholeOf(source))))
  const found: Shortfall[] = []
  for (const far of points) {
    const b = world.coverage(far)
    if (b === undefined || b.gaps.length > 0) continue
    const there = byPoint.get(far) ?? []
    for (const { near, flow } of nears) {
      if (near === far || world.coverage(near) === undefined) continue
      const arrived = fullest(there.filter(({ dst }) => dst.text === flow.dst.text))
      if (arrived === undefined && !isMulticast(flow.dst)) continue
      const expected = world.countDuring(flow, far)
      const lost = expected - (arrived === undefined ? 0 : world.countDuring(arrived, near))
      if (lost <= SLACK) continue
      const missed = [...(arrived?.missed ?? []), ...router.undelivered(arrived)].filter(
        ({ tNs }) => tNs >= b.fromNs && tNs <= b.toNs,
      )
      const since = arrived?.missedSinceNs ?? (lost > missed.length ? arrived?.deliveredNs : missed[0]?.tNs)
      const from = ns(Math.max(b.fromNs, flow.firstNs, since ?? flow.firstNs))
      found.push({ near, far, sent: expected, lost, from, to: missed.at(-1)?.tNs ?? from, missed })
      if (found.length >= MOST) return found
    }
  }
  return found
}

/** Whether a vantage point began when another one had ended: it is the next file of a capture, and shows other packets. */
export function followsOn(world: World, next: number, before: number): boolean {
  const { fromNs } = world.coverage(next) ?? {}
  const { toNs } = world.coverage(before) ?? {}
  return next !== before && fromNs !== undefined && toNs !== undefined && fromNs >= toNs
}

function flowsByPoint(world: World, { flows }: LiveRouter): ReadonlyMap<number, readonly LiveFlow[]> {
  const found = new Map<number, LiveFlow[]>()
  for (const flow of flows) {
    const point = world.wholeOf(flow.source)
    const known = found.get(point)
    if (known === undefined) found.set(point, [flow])
    else known.push(flow)
  }
  return found
}

/** Copies in and out of one host are the same adverts. */
const fullest = ([first, ...others]: readonly LiveFlow[]): LiveFlow | undefined =>
  first === undefined ? undefined : others.reduce((a, b) => (b.adverts > a.adverts ? b : a), first)
