import { defineCase } from '../../case.ts'
import { cutInAddress } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsCutInAddress = defineCase({
  id: 'reception/active-discards-cut-in-address',
  title: 'An Active Router discards adverts with half an address',
  requirements: ['VRRP-RX-005', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with half an address; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-length'],
  run: async (h) => {
    await challenge(h, cutInAddress(h.router))
  },
})
