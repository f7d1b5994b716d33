import { BOTH_DEAF, mismatchMessages, reportMismatch } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const groupMismatch = defineRule({
  id: 'lint/group-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 5.1.1.2', 'RFC 9568 5.1.2.2'],
  condition: 'Nodes of one virtual router send to different multicast groups.',
  why: BOTH_DEAF,
  remedy: 'Use 224.0.0.18 and ff02::12, or the same other group on all nodes.',
  messages: mismatchMessages('group {here}', '{there}', {
    text: 'it is heard all the same.',
    severity: 'warning',
    why: 'The two still obey each other; after a takeover the difference shows.',
  }),
  watch: (run) =>
    reportMismatch(run, {
      field: 'group',
      text: (router) => router.group.text,
      instead: (router) => `mcast_dst_ip ${router.group.text}`,
      applies: (group) => group.every(({ router }) => router.unicastPeers.length === 0),
    }),
})
