import { defineCase } from '../../case.ts'
import { globalAddressFirst } from '../../defects.ts'
import { ipv6, notOwner, version3 } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsGlobalAddressFirst = defineCase({
  id: 'reception/active-discards-global-address-first',
  title: 'An Active Router discards adverts with no link-local address in first place',
  requirements: ['VRRP-RX-014', 'VRRP-RX-022'],
  needs: [version3, ipv6, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with no link-local address in first place; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-addresses'],
  run: async (h) => {
    await challenge(h, globalAddressFirst(h.router))
  },
})
