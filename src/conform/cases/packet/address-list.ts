import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const addressList = defineCase({
  id: 'packet/address-list',
  title: 'The configured addresses are listed, in the configured order',
  requirements: ['VRRP-TX-006', 'VRRP-ADDR-006', 'VRRP-ADDR-007'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The list equals the configuration.',
  caughtMutants: ['lists-multicast-address'],
  run: async (h) => {
    const configured = h.router.addresses.map((ip) => ip.text).join(', ')
    await everyAdvert(h, configured, ({ advert }) => {
      const listed = advert.addresses.map((ip) => ip.text).join(', ')
      return listed === configured ? undefined : listed
    })
  },
})
