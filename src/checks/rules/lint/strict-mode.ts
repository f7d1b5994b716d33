import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const strictMode = defineRule({
  id: 'lint/strict-mode',
  severity: 'warning',
  rfc: { none: 'Strict mode is an invention of keepalived.' },
  condition: 'Strict mode takes away what the configuration asks for.',
  why: 'keepalived follows the RFC instead of the line, and says nothing.',
  remedy: 'Leave out vrrp_strict, or the line.',
  messages: {
    'no-unicast': '{instance}: strict mode has no unicast: the peers are dropped and adverts go to the group.',
  },
  watch: (run) => reportNotes(run, 'lint/strict-mode'),
})
