import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const authTruncated = defineRule({
  id: 'lint/auth-truncated',
  severity: 'warning',
  rfc: ['RFC 2338 5.3.10'],
  condition: 'A password is longer than the eight octets that an advert has for it.',
  why: 'keepalived cuts it: every password that begins with the same eight octets is accepted.',
  remedy: 'Use eight octets or fewer.',
  messages: {
    cut: '{instance}: the password has {length} octets, only the first {kept} count.',
  },
  watch: (run) => reportNotes(run, 'lint/auth-truncated'),
})
