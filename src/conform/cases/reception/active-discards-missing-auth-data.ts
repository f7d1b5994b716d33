import { defineCase } from '../../case.ts'
import { missingAuthData } from '../../defects.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsMissingAuthData = defineCase({
  id: 'reception/active-discards-missing-auth-data',
  title: 'An Active Router discards adverts with no authentication data',
  requirements: ['VRRP-RX-005', 'VRRP-RX-022'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with no authentication data; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-length'],
  run: async (h) => {
    await challenge(h, missingAuthData)
  },
})
