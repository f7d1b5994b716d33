import { msFromNs } from '../../../core/time.ts'
import { predict } from '../../../simulate/predict.ts'
import { groupsOf, reception } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const simultaneousStart = defineRule({
  id: 'lint/simultaneous-start',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.1', 'RFC 9568 6.4.2'],
  condition: 'Nodes that accept each other start as Backup with equal timers: started together, both become Active.',
  why: 'Both hear nothing, both timers end together, both announce the addresses; the first advert to arrive ends it.',
  remedy: 'Give the nodes priorities that differ: the skew keeps their timers apart.',
  messages: {
    overlap:
      'Started together, {node} and {other} both become Active after {afterMs} ms; {winner} stays it, and for up to {overlapMs} ms both are.',
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const group of groupsOf(nodes)) {
        const routers = group.map(({ router }) => router)
        if (routers.some(({ initialState }) => initialState === 'Active')) continue
        if (group.some((a, i) => group.slice(i + 1).some((b) => refuses(reception(a, b))))) continue
        const start = predict(routers)[0]
        if (start?.active === undefined || start.overlap <= 0 || start.alsoActive.length > 0) continue
        const highest = Math.max(...routers.map(({ priority }) => priority))
        const [first, second] = group.filter(({ router }) => router.priority === highest)
        if (first === undefined || second === undefined) continue
        const values = {
          other: first.node.name,
          winner: start.active,
          afterMs: rounded(msFromNs(start.after.min)),
          overlapMs: rounded(msFromNs(start.overlap)),
        }
        run.report('overlap', at(second, 'priority', values))
      }
    },
  }),
})

const refuses = ({ ofA, ofB }: ReturnType<typeof reception>): boolean => ofA !== undefined || ofB !== undefined

const rounded = (ms: number): number => Math.round(ms * 10) / 10
