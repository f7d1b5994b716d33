import { BOTH_ACTIVE, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const vridMismatch = defineRule({
  id: 'lint/vrid-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1'],
  condition: 'Nodes with the same addresses have different virtual router ids.',
  why: BOTH_ACTIVE,
  remedy: 'Give both nodes the same id.',
  messages: {
    'both-active':
      '{node} has virtual router id {here}, {other} ({otherFile}:{otherLine}) has {there}: each refuses the other, both become Active.',
    'one-way': {
      text: '{node} has virtual router id {here}, {other} ({otherFile}:{otherLine}) has {there}: one of the two refuses the adverts of the other.',
      why: 'The one that refuses takes over beside the Active Router, or never yields to it.',
    },
    tolerated: {
      text: '{node} has virtual router id {here}, {other} ({otherFile}:{otherLine}) has {there}: neither hears the other.',
      severity: 'error',
      why: 'The two still obey each other; after a takeover the difference shows.',
    },
  },
  watch: (run) =>
    reportMismatch(run, {
      field: 'vrid',
      text: (router) => String(router.vrid),
      instead: (router) => `virtual_router_id ${router.vrid}`,
    }),
})
