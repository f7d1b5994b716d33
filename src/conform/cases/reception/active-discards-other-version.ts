import { defineCase } from '../../case.ts'
import { otherVersion } from '../../defects.ts'
import { ipv4, noAuthentication, notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsOtherVersion = defineCase({
  id: 'reception/active-discards-other-version',
  title: 'An Active Router discards adverts with the other real version',
  requirements: ['VRRP-RX-003', 'VRRP-V2V3-008', 'VRRP-RX-022'],
  needs: [ipv4, noAuthentication, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with the other real version; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-version'],
  run: async (h) => {
    await challenge(h, otherVersion(h.router))
  },
})
