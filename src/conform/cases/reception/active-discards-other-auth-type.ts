import { defineCase } from '../../case.ts'
import { otherAuthTypes } from '../../defects.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsOtherAuthType = defineCase({
  id: 'reception/active-discards-other-auth-type',
  title: 'An Active Router discards adverts with an authentication type that is not configured',
  requirements: ['VRRP-AUTH-001', 'VRRP-RX-022'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Active',
  stimulus:
    'Ten adverts of higher priority with an authentication type that is not configured; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-auth-type'],
  run: async (h) => {
    await challenge(h, otherAuthTypes(h.router))
  },
})
