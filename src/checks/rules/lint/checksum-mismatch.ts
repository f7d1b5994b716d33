import { BOTH_ACTIVE, mismatchMessages, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const checksumMismatch = defineRule({
  id: 'lint/checksum-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 5.2.8'],
  condition: 'Nodes of one version 3 virtual router over IPv4 compute the checksum differently.',
  why: BOTH_ACTIVE,
  remedy:
    'Use the same form on all nodes: keepalived without `old_unicast_checksum` and `v3_checksum_as_v2`, FRR with its default.',
  messages: mismatchMessages('checksum form {here}', '{there}', {
    text: 'both forms are accepted.',
    severity: 'warning',
    why: 'A receiver that falls back to the other form may refuse the right one afterwards.',
  }),
  watch: (run) =>
    reportMismatch(run, {
      field: 'checksum',
      text: (router) => router.checksum,
      instead: () => undefined,
      applies: (group) => group.every(({ router }) => router.version === 3 && router.family === 4),
    }),
})
