import { defineRule } from '../../rule.ts'
import { yieldsAgainstRank } from '../../yielding.ts'

export const didNotYield = defineRule({
  id: 'state/did-not-yield',
  severity: 'error',
  ends: 'one-active',
  rfc: ['RFC 9568 6.4.3'],
  condition: 'An Active router goes on advertising after an advert that outranks it and that it should accept.',
  why: 'An Active router must become Backup at an advert of higher priority, or of equal priority and greater address.',
  remedy:
    'Look into the log of {router} for a rejected advert of {other}, and let protocol 112 in (`nft insert rule inet filter ' +
    'input meta l4proto 112 accept`).',
  messages: {
    stayed:
      '{router} (priority {priority}) stayed Active after an advert of {other} (priority {otherPriority}), which outranks it.',
  },
  watch: yieldsAgainstRank('did-not-yield', 'stayed'),
})
