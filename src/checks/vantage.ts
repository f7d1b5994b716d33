import { isMulticast } from '../core/address.ts'
import { nsFromCs } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { LiveFlow, LiveRouter } from '../observe/live.ts'

/** Adverts of one router that one vantage point has and another one of the same segment lacks. */
export interface Shortfall {
  readonly router: LiveRouter
  readonly near: number
  readonly far: number
  readonly sent: number
  readonly lost: number
}

// One advert may be on its way at either end of what both cover.
const SLACK = 2

/**
 * Compares what two vantage points saw of each router while both were watching. Unicast is compared only where the
 * second one has seen some of it: elsewhere it does not pass.
 */
export function shortfalls(world: World, router: LiveRouter): readonly Shortfall[] {
  const sources = sourcesOf(router)
  return sources.flatMap((far) =>
    sources.flatMap((near) => {
      if (near === far) return []
      const shortfall = compare(world, router, near, far)
      return shortfall === undefined ? [] : [shortfall]
    }),
  )
}

/** Vantage points of its segment: those that saw any router of its virtual router. */
const sourcesOf = (router: LiveRouter): readonly number[] => [
  ...new Set(router.virtualRouter.routers.flatMap(({ flows }) => flows.map(({ source }) => source))),
]

function compare(world: World, router: LiveRouter, near: number, far: number): Shortfall | undefined {
  const sent = flowAt(router, near)
  const a = world.coverage(near)
  const b = world.coverage(far)
  if (sent === undefined || a === undefined || b === undefined || b.gaps.length > 0) return undefined
  const arrived = router.flows.find(({ source, dst }) => source === far && dst.text === sent.dst.text)
  if (arrived === undefined && !isMulticast(sent.dst)) return undefined
  const interval = nsFromCs(router.advertised)
  if (interval === 0) return undefined
  const before = Math.max(0, b.fromNs - sent.firstNs) / interval
  const after = Math.max(0, sent.lastNs - b.toNs) / interval
  const expected = sent.frames - Math.ceil(before) - Math.ceil(after)
  const lost = expected - (arrived?.frames ?? 0)
  return lost > SLACK ? { router, near, far, sent: expected, lost } : undefined
}

/** The busiest flow of the router at a vantage point; copies in and out of one host are the same adverts. */
function flowAt(router: LiveRouter, source: number): LiveFlow | undefined {
  return router.flows.filter((flow) => flow.source === source).sort((a, b) => b.frames - a.frames)[0]
}
