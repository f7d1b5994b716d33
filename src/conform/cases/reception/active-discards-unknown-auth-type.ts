import { defineCase } from '../../case.ts'
import { unknownAuthTypes } from '../../defects.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsUnknownAuthType = defineCase({
  id: 'reception/active-discards-unknown-auth-type',
  title: 'An Active Router discards adverts with an unknown authentication type',
  requirements: ['VRRP-AUTH-001', 'VRRP-RX-022'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with an unknown authentication type; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-auth-type'],
  run: async (h) => {
    await challenge(h, unknownAuthTypes)
  },
})
