import { defineCase } from '../../case.ts'
import { unknownVersions } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsUnknownVersion = defineCase({
  id: 'reception/active-discards-unknown-version',
  title: 'An Active Router discards adverts with an unknown version',
  requirements: ['VRRP-RX-003', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with an unknown version; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-version'],
  run: async (h) => {
    await challenge(h, unknownVersions)
  },
})
