import type { RouterConfig } from '../../../config/model.ts'
import type { RejectReason } from '../../../model/types.ts'
import { groupsOf, type Member, reception } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const mutualRejection = defineRule({
  id: 'lint/mutual-rejection',
  severity: 'error',
  rfc: ['RFC 9568 7.1'],
  condition: 'A node refuses the adverts of another for a reason that no other rule names.',
  why: 'Who refuses adverts takes their sender for dead: it takes over beside it, or never yields to it.',
  remedy: 'Look at the matrix of who accepts whom, and make the value that the check compares the same.',
  messages: { refuses: '{node} refuses the adverts of {other}: check {check} fails.' },
  watch: (run) => ({
    onConfig(nodes) {
      for (const group of groupsOf(nodes))
        for (const a of group)
          for (const b of group) {
            if (a === b) continue
            const check = reception(a, b).ofA
            if (check !== undefined && FIELD[check] !== undefined)
              run.report('refuses', refusal(b, a, check, FIELD[check]))
          }
    },
  }),
})

function refusal(by: Member, from: Member, check: RejectReason, field: keyof RouterConfig) {
  const sign = at(by, field, { other: from.node.name, check })
  return { ...sign, incident: `${sign.incident} ${from.node.name}` }
}

/** Checks without a rule of their own, and where the receiver says what it demands. */
const FIELD: Readonly<Partial<Record<RejectReason, keyof RouterConfig>>> = {
  'hop-limit': 'unicastPeers',
  source: 'unicastPeers',
}
