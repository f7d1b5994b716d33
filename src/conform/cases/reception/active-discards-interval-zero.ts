import { defineCase } from '../../case.ts'
import { intervalZero } from '../../defects.ts'
import { notOwner, version3 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsIntervalZero = defineCase({
  id: 'reception/active-discards-interval-zero',
  title: 'An Active Router discards adverts with interval 0',
  requirements: ['VRRP-RX-013', 'VRRP-RX-022'],
  needs: [version3, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with interval 0; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['dies-of-garbage', 'takes-any-interval'],
  run: async (h) => {
    await challenge(h, intervalZero)
  },
})
