import { defineCase } from '../../case.ts'
import { lowHopLimits } from '../../defects.ts'
import { multicast, notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsLowHopLimit = defineCase({
  id: 'reception/active-discards-low-hop-limit',
  title: 'An Active Router discards adverts with a hop limit below 255',
  requirements: ['VRRP-RX-001', 'VRRP-RX-002', 'VRRP-SEC-001', 'VRRP-RX-022'],
  needs: [multicast, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with a hop limit below 255; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-hop-limit'],
  run: async (h) => {
    await challenge(h, lowHopLimits)
  },
})
