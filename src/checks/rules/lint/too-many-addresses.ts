import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const tooManyAddresses = defineRule({
  id: 'lint/too-many-addresses',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.5'],
  condition: 'The list of virtual addresses does not fit into one advert.',
  why: 'keepalived advertises the first and treats the rest as excluded: the list on the wire is not the one written.',
  remedy: 'Move all but a few to virtual_ipaddress_excluded, the same on all nodes.',
  messages: {
    moved: '{instance}: {count} addresses, and one advert takes {room}; the rest is served and not advertised.',
  },
  watch: (run) => reportNotes(run, 'lint/too-many-addresses'),
})
