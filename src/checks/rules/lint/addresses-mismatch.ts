import type { RouterConfig } from '../../../config/model.ts'
import { BOTH_ACTIVE, mismatchMessages, reportMismatch } from '../../lint.ts'
import { firstFew } from '../../listed.ts'
import { defineRule } from '../../rule.ts'

export const addressesMismatch = defineRule({
  id: 'lint/addresses-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1'],
  condition: 'Nodes of one virtual router have different virtual addresses.',
  why: BOTH_ACTIVE,
  remedy: 'Give all nodes the same addresses.',
  messages: mismatchMessages('addresses {here}', '{there}', {
    text: 'the adverts are accepted all the same.',
    severity: 'warning',
    why: 'Each node serves its own list: after a takeover some addresses are gone.',
  }),
  watch: (run) =>
    reportMismatch(run, {
      field: 'addresses',
      text: addressList,
      instead: () => undefined,
    }),
})

function addressList(router: RouterConfig): string {
  const texts = router.addresses.map((ip) => ip.text).sort()
  return texts.length === 0 ? 'none' : firstFew(texts, MOST_SHOWN)
}

const MOST_SHOWN = 8
