import { defineCase } from '../../case.ts'
import { unknownTypes } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsUnknownType = defineCase({
  id: 'reception/active-discards-unknown-type',
  title: 'An Active Router discards adverts with an unknown type',
  requirements: ['VRRP-RX-004', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with an unknown type; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-type'],
  run: async (h) => {
    await challenge(h, unknownTypes)
  },
})
