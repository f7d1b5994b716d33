import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const familyMixed = defineRule({
  id: 'lint/family-mixed',
  severity: 'error',
  rfc: ['RFC 9568 5.2.9'],
  condition: 'IPv4 and IPv6 addresses are mixed in the advertised list.',
  why: 'An advert carries one family. keepalived leaves out the addresses of the other one: nobody serves them.',
  remedy: 'Put the other family into virtual_ipaddress_excluded or an instance of its own.',
  messages: {
    refused: '{instance} is IPv{family} by its first address: {address} is left out and not served.',
  },
  watch: (run) => reportNotes(run, 'lint/family-mixed'),
})
