import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const nopreemptWithMaster = defineRule({
  id: 'lint/nopreempt-with-master',
  severity: 'warning',
  rfc: ['RFC 9568 6.1'],
  condition: 'nopreempt stands beside `state MASTER` or priority 255.',
  why: 'keepalived clears nopreempt there: the node pre-empts, and the service moves a second time when it returns.',
  remedy: 'Write `state BACKUP` with nopreempt, on all nodes.',
  messages: {
    master: '{instance}: nopreempt has no effect with `state MASTER`; keepalived clears it.',
    owner: '{instance}: nopreempt has no effect with priority 255; keepalived clears it.',
  },
  watch: (run) => reportNotes(run, 'lint/nopreempt-with-master'),
})
