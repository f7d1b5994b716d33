import { defineCase } from '../../case.ts'
import { noAddresses } from '../../defects.ts'
import { notOwner, version3 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsNoAddresses = defineCase({
  id: 'reception/active-discards-no-addresses',
  title: 'An Active Router discards adverts with no address',
  requirements: ['VRRP-RX-012', 'VRRP-RX-022'],
  needs: [version3, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with no address; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-count'],
  run: async (h) => {
    await challenge(h, noAddresses)
  },
})
