import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const strictMode = defineRule({
  id: 'lint/strict-mode',
  severity: 'warning',
  rfc: { none: 'Strict mode is an invention of keepalived.' },
  condition: 'An instance in strict mode has unicast peers.',
  why: 'Strict mode is to follow the RFC, which knows no unicast peers. keepalived 2.2.7 means to refuse them, and uses them all the same; another release may not run the instance.',
  remedy: 'Leave out vrrp_strict, or the line.',
  messages: {
    unicast: '{instance} has unicast peers, which strict mode is to refuse.',
  },
  watch: (run) => reportNotes(run, 'lint/strict-mode'),
})
