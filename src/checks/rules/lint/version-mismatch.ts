import { BOTH_ACTIVE, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const versionMismatch = defineRule({
  id: 'lint/version-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1'],
  condition: 'Nodes of one virtual router speak different versions.',
  why: BOTH_ACTIVE,
  remedy: 'Use one version on all nodes: 3 unless one of them cannot.',
  messages: {
    'both-active':
      '{node} has VRRP version {here}, {other} ({otherFile}:{otherLine}) has {there}: each refuses the other, both become Active.',
    'one-way': {
      text: '{node} has VRRP version {here}, {other} ({otherFile}:{otherLine}) has {there}: one of the two refuses the adverts of the other.',
      why: 'The one that refuses takes over beside the Active Router, or never yields to it.',
    },
    tolerated: {
      text: '{node} has VRRP version {here}, {other} ({otherFile}:{otherLine}) has {there}: both are understood.',
      severity: 'warning',
      why: 'The two still obey each other; after a takeover the difference shows.',
    },
  },
  watch: (run) =>
    reportMismatch(run, {
      field: 'version',
      text: (router) => String(router.version),
      instead: (router) => `version ${router.version}`,
    }),
})
