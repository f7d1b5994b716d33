import { BOTH_DEAF, mismatchMessages, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const vridMismatch = defineRule({
  id: 'lint/vrid-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1'],
  condition: 'Nodes with the same addresses have different virtual router ids.',
  why: BOTH_DEAF,
  remedy: 'Give both nodes the same id.',
  messages: mismatchMessages('virtual router id {here}', '{there}', {
    text: 'neither hears the other.',
    severity: 'error',
    why: BOTH_DEAF,
  }),
  watch: (run) =>
    reportMismatch(run, {
      field: 'vrid',
      text: (router) => String(router.vrid),
      instead: (router) => `virtual_router_id ${router.vrid}`,
    }),
})
