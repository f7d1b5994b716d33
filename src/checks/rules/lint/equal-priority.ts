import { originOf } from '../../../config/origins.ts'
import { compareIp } from '../../../core/address.ts'
import { groupsOf, type Member, reception } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const equalPriority = defineRule({
  id: 'lint/equal-priority',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.3'],
  condition: 'Two nodes of one virtual router have the same priority.',
  why: 'The greater address decides, and only when two are Active at once: who starts first is Active and stays it.',
  remedy: 'Give the nodes priorities that differ; for {node} write `{instead}`.',
  messages: {
    address:
      '{node} and {other} ({otherFile}:{otherLine}) both have priority {priority}: {winner} wins by its address.',
    unheard:
      '{node} and {other} ({otherFile}:{otherLine}) both have priority {priority}: once each hears the other, {winner} wins by its address.',
    unknown:
      '{node} and {other} ({otherFile}:{otherLine}) both have priority {priority}: the greater interface address wins.',
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const group of groupsOf(nodes))
        for (const [i, first] of group.entries())
          for (const second of group.slice(i + 1)) {
            const { priority } = second.router
            if (priority !== first.router.priority || priority === 255) continue
            const winner = winnerOf(first, second)
            const place = originOf(first.router, 'priority')
            const sign = at(second, 'priority', {
              priority,
              other: first.node.name,
              otherFile: place.file,
              otherLine: place.line,
              instead: `priority ${priority > STEP ? priority - STEP : priority + STEP}`,
              ...(winner === undefined ? {} : { winner }),
            })
            const { ofA, ofB } = reception(first, second)
            const isHeard = ofA === undefined && ofB === undefined
            run.report(winner === undefined ? 'unknown' : isHeard ? 'address' : 'unheard', sign)
          }
    },
  }),
})

/** Far enough apart that the skew shows. */
const STEP = 10

function winnerOf(a: Member, b: Member): string | undefined {
  const [mine, theirs] = [a.router.primaryAddress, b.router.primaryAddress]
  if (mine === undefined || theirs === undefined) return undefined
  return (compareIp(mine, theirs) > 0 ? mine : theirs).text
}
