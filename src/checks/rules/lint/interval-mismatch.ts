import { BOTH_ACTIVE, mismatchMessages, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const intervalMismatch = defineRule({
  id: 'lint/interval-mismatch',
  severity: 'error',
  rfc: ['RFC 3768 7.1', 'RFC 9568 6.1'],
  condition: 'Nodes of one virtual router have different advertisement intervals.',
  why: BOTH_ACTIVE,
  remedy: 'Use one interval on all nodes.',
  messages: mismatchMessages('interval {here}', '{there}', {
    text: 'version 3 learns the interval of the Active Router.',
    severity: 'info',
    why: 'Takeover times depend on which of them was Active: it is three times its interval.',
  }),
  watch: (run) =>
    reportMismatch(run, {
      field: 'advertInterval',
      text: (router) => `${router.advertInterval / 100} s`,
      instead: (router) => `advert_int ${router.advertInterval / 100}`,
    }),
})
