import { defineRule } from '../../rule.ts'
import { yieldsAgainstRank } from '../../yielding.ts'

export const yieldedWrongly = defineRule({
  id: 'state/yielded-wrongly',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.3'],
  condition: 'An Active router falls silent for an advert that does not outrank it.',
  why: 'An Active router discards a lower advert and stays Active; yielding to it leaves the worse router in charge.',
  remedy: 'Compare the configured priority of {router} with the one that it advertises, and update its software.',
  messages: {
    yielded:
      '{router} (priority {priority}) fell silent for {other} (priority {otherPriority}), which does not outrank it.',
  },
  watch: yieldsAgainstRank('yielded-wrongly', 'yielded'),
})
