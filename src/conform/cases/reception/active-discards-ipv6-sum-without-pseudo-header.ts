import { defineCase } from '../../case.ts'
import { checksumBy } from '../../defects.ts'
import { ipv6, notOwner, version3 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsIpv6SumWithoutPseudoHeader = defineCase({
  id: 'reception/active-discards-ipv6-sum-without-pseudo-header',
  title: 'An Active Router discards adverts with a checksum over the message alone',
  requirements: ['VRRP-RX-008', 'VRRP-RX-022'],
  needs: [version3, ipv6, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with a checksum over the message alone; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-checksum'],
  run: async (h) => {
    await challenge(h, checksumBy('ipv6-message-only'))
  },
})
