import { defineCase } from '../../case.ts'
import { wrongChecksums } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsWrongChecksum = defineCase({
  id: 'reception/active-discards-wrong-checksum',
  title: 'An Active Router discards adverts with a wrong checksum',
  requirements: ['VRRP-RX-008', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with a wrong checksum; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-checksum'],
  run: async (h) => {
    await challenge(h, wrongChecksums)
  },
})
