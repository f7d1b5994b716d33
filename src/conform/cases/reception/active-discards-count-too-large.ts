import { defineCase } from '../../case.ts'
import { countTooLarge } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsCountTooLarge = defineCase({
  id: 'reception/active-discards-count-too-large',
  title: 'An Active Router discards adverts with more addresses announced than present',
  requirements: ['VRRP-RX-005', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with more addresses announced than present; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-length'],
  run: async (h) => {
    await challenge(h, countTooLarge(h.router))
  },
})
