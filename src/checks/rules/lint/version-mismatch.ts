import { BOTH_ACTIVE, mismatchMessages, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const versionMismatch = defineRule({
  id: 'lint/version-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1'],
  condition: 'Nodes of one virtual router speak different versions.',
  why: BOTH_ACTIVE,
  remedy: 'Use one version on all nodes: 3 unless one of them cannot.',
  messages: mismatchMessages('VRRP version {here}', '{there}', {
    text: 'both are understood.',
    severity: 'warning',
    why: 'The two still obey each other; after a takeover the difference shows.',
  }),
  watch: (run) =>
    reportMismatch(run, {
      field: 'version',
      text: (router) => String(router.version),
      instead: (router) => `version ${router.version}`,
    }),
})
