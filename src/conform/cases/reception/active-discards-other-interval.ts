import { defineCase } from '../../case.ts'
import { otherInterval } from '../../defects.ts'
import { notOwner, version2 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsOtherInterval = defineCase({
  id: 'reception/active-discards-other-interval',
  title: 'An Active Router discards adverts with another interval than its own',
  requirements: ['VRRP-RX-015', 'VRRP-RX-022'],
  needs: [version2, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with another interval than its own; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-interval'],
  run: async (h) => {
    await challenge(h, otherInterval(h.router))
  },
})
