import { isMulticast } from '../core/address.ts'
import { nsFromCs } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { LiveFlow, LiveRouter } from '../observe/live.ts'

/** Adverts of one router that one vantage point has and another one of the same segment lacks. */
export interface Shortfall {
  readonly near: number
  readonly far: number
  readonly sent: number
  readonly lost: number
}

// One advert may be on its way at either end of what both cover.
const SLACK = 2
// A report holds no more incidents of one rule.
const MOST = 1024

/**
 * Compares what two vantage points saw of each router while both were watching. Unicast is compared only where the
 * second one has seen some of it: elsewhere it does not pass.
 */
export function shortfalls(world: World, router: LiveRouter): readonly Shortfall[] {
  const interval = nsFromCs(router.advertised)
  if (interval === 0) return []
  const bySource = flowsBySource(router)
  const sent = new Map([...bySource].map(([source, flows]) => [source, busiest(flows)]))
  // Vantage points of its segment: those that saw any router of its virtual router.
  const { routers } = router.virtualRouter
  const sources = new Set(routers.flatMap(({ flows }) => flows.map(({ source }) => source)))
  const nears = [...sources].flatMap((source) => sent.get(source) ?? [])
  const found: Shortfall[] = []
  for (const far of sources) {
    const b = world.coverage(far)
    if (b === undefined || b.gaps.length > 0) continue
    const there = bySource.get(far)
    for (const flow of nears) {
      const near = flow.source
      if (near === far || world.coverage(near) === undefined) continue
      const arrived = there?.find(({ dst }) => dst.text === flow.dst.text)
      if (arrived === undefined && !isMulticast(flow.dst)) continue
      const before = Math.max(0, b.fromNs - flow.firstNs) / interval
      const after = Math.max(0, flow.lastNs - b.toNs) / interval
      const expected = flow.frames - Math.ceil(before) - Math.ceil(after)
      const lost = expected - (arrived?.frames ?? 0)
      if (lost <= SLACK) continue
      found.push({ near, far, sent: expected, lost })
      if (found.length >= MOST) return found
    }
  }
  return found
}

function flowsBySource({ flows }: LiveRouter): ReadonlyMap<number, readonly LiveFlow[]> {
  const found = new Map<number, LiveFlow[]>()
  for (const flow of flows) {
    const known = found.get(flow.source)
    if (known === undefined) found.set(flow.source, [flow])
    else known.push(flow)
  }
  return found
}

/** Copies in and out of one host are the same adverts. */
const busiest = (flows: readonly LiveFlow[]): LiveFlow => flows.reduce((a, b) => (b.frames > a.frames ? b : a))
