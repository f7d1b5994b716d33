import type { Deviation } from '../observe/listener.ts'
import type { Hooks, Run } from './rule.ts'

/** The watch of a rule about an Active router that yields, or does not, against what the two priorities say. */
export const yieldsAgainstRank =
  <M extends string>(deviation: Deviation['kind'], message: M) =>
  (run: Run<M>): Hooks => ({
    onDeviation({ kind, router, other, tNs, frameNo }) {
      if (kind !== deviation) return
      run.report(message, {
        virtualRouter: router.virtualRouter,
        routers: [router, other],
        seen: [{ tNs, frameNo }],
        confidence: 'likely',
        values: {
          router: router.name,
          priority: router.priority,
          other: other.name,
          otherPriority: other.priority,
        },
      })
    },
  })
