import type { LivePeriod } from '../../../observe/live.ts'
import { watchOverlaps } from '../../overlap.ts'
import { defineRule, type Sign } from '../../rule.ts'

export const lowerPriorityActive = defineRule({
  id: 'state/lower-priority-active',
  severity: 'warning',
  ends: 'one-active',
  rfc: ['RFC 9568 6.4.3'],
  condition: 'A router stays Active in view of one with a higher priority that advertises.',
  why: 'Pre-emption fails: the better router is there and the worse one keeps the address.',
  remedy:
    'Find out why {lower} does not take the adverts of {higher}: its firewall, its log, its `authentication` block.',
  messages: {
    stays: '{lower} (priority {lowerPriority}) stays Active although {higher} advertises priority {higherPriority}.',
  },
  watch(run) {
    const told = new WeakMap<LivePeriod, Sign>()
    return watchOverlaps(
      run,
      ({ first, second, from, to }) => {
        const [lower, higher] = first.router.priority < second.router.priority ? [first, second] : [second, first]
        if (lower.router.priority === higher.router.priority || told.has(second)) return
        const sign: Sign = {
          virtualRouter: lower.router.virtualRouter,
          routers: [lower.router, higher.router],
          from,
          ...(to === undefined ? {} : { to }),
          seen: [{ tNs: from, frameNo: second.firstFrameNo }],
          values: {
            lower: lower.router.name,
            lowerPriority: lower.router.priority,
            higher: higher.router.name,
            higherPriority: higher.router.priority,
          },
        }
        told.set(second, sign)
        run.report('stays', sign)
      },
      ({ second }) => {
        const sign = told.get(second)
        if (sign !== undefined) run.withdraw('stays', sign)
        told.delete(second)
      },
    )
  },
})
