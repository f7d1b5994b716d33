import type { LiveRouter } from '../observe/live.ts'
import type { Hooks, Run } from './rule.ts'

/** Tells whether announcements of a router could have been seen: absence is claimed of nothing else. */
export interface Attention extends Required<Pick<Hooks, 'facts'>> {
  /** A vantage point of the router has shown ARP (or neighbour discovery), so no filter hides it, and missed nothing. */
  seesNeighbours(router: LiveRouter): boolean
}

export function payAttention(run: Pick<Run, 'world'>): Attention {
  const showsArp = new Set<number>()
  const showsNd = new Set<number>()
  return {
    facts: {
      arp: (fact) => showsArp.add(fact.source),
      nd: (fact) => showsNd.add(fact.source),
    },
    seesNeighbours(router) {
      const shown = router.address.family === 4 ? showsArp : showsNd
      return router.flows.some(({ source }) => shown.has(source) && run.world.coverage(source)?.gaps.length === 0)
    },
  }
}
