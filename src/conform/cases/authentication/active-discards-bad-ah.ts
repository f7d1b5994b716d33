import { badAh } from '../../bad-signatures.ts'
import { defineCase } from '../../case.ts'
import { ah, notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsBadAh = defineCase({
  id: 'authentication/active-discards-bad-ah',
  title: 'An Active Router discards adverts whose AH is missing or wrong',
  requirements: ['VRRP-AUTH-006', 'VRRP-RX-022'],
  needs: [ah, notOwner],
  startIn: 'Active',
  stimulus: 'Adverts without AH, with a changed digest and with another key.',
  expectation: 'They count for nothing.',
  caughtMutants: ['takes-any-password'],
  run: async (h) => {
    await challenge(h, badAh(h.router))
  },
})
