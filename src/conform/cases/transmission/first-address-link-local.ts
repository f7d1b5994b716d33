import { isLinkLocal } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const firstAddressLinkLocal = defineCase({
  id: 'transmission/first-address-link-local',
  title: 'The first listed IPv6 address is link-local',
  requirements: ['VRRP-ADDR-004'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The list begins with a link-local address.',
  caughtMutants: ['reverses-addresses'],
  run: async (h) => {
    await everyAdvert(h, 'a link-local address first', ({ advert }) => {
      const [first] = advert.addresses
      return first !== undefined && isLinkLocal(first) ? undefined : (first?.text ?? 'no address')
    })
  },
})
