import { defineCase } from '../../case.ts'
import { checksumBy } from '../../defects.ts'
import { ipv4, notOwner, version3 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsOtherChecksumVariant = defineCase({
  id: 'reception/active-discards-other-checksum-variant',
  title: 'An Active Router discards adverts with the checksum variant that it is not configured for',
  requirements: ['VRRP-RX-008', 'VRRP-RX-022'],
  needs: [version3, ipv4, notOwner],
  startIn: 'Active',
  stimulus:
    'Ten adverts of higher priority with the checksum variant that it is not configured for; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-checksum'],
  run: async (h) => {
    await challenge(h, checksumBy(h.router.checksum === 'message-only' ? 'pseudo-header' : 'message-only'))
  },
})
