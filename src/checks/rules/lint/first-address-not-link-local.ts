import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const firstAddressNotLinkLocal = defineRule({
  id: 'lint/first-address-not-link-local',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.9'],
  condition: 'The first IPv6 virtual address is not link-local.',
  why: 'A router that follows RFC 9568 discards the adverts; keepalived and FRR accept them.',
  remedy: 'Put a link-local address first.',
  messages: {
    global: '{instance}: the first address, {address}, is not link-local.',
  },
  watch: (run) => reportNotes(run, 'lint/first-address-not-link-local'),
})
