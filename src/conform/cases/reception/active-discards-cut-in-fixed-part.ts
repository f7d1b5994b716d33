import { defineCase } from '../../case.ts'
import { cutInFixedPart } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsCutInFixedPart = defineCase({
  id: 'reception/active-discards-cut-in-fixed-part',
  title: 'An Active Router discards adverts with less than the fixed part',
  requirements: ['VRRP-RX-005', 'VRRP-RX-006', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with less than the fixed part; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['dies-of-garbage'],
  run: async (h) => {
    await challenge(h, cutInFixedPart(h.router))
  },
})
