import { defineCase } from '../../case.ts'
import { otherVrids } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsOtherVrid = defineCase({
  id: 'reception/active-discards-other-vrid',
  title: 'An Active Router discards adverts with the VRID of another virtual router',
  requirements: ['VRRP-RX-009', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with the VRID of another virtual router; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-vrid'],
  run: async (h) => {
    await challenge(h, otherVrids(h.router, h.device))
  },
})
