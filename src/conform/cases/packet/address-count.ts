import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const addressCount = defineCase({
  id: 'packet/address-count',
  title: 'The count byte equals the number of addresses and is at least 1',
  requirements: ['VRRP-PKT-005', 'VRRP-CFG-007'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Count and list agree.',
  caughtMutants: ['no-addresses', 'wrong-count'],
  run: async (h) => {
    await everyAdvert(h, 'a count that fits the list, 1 or more', ({ advert }) =>
      advert.addressCount >= 1 && advert.addressCount === advert.addresses.length
        ? undefined
        : `count ${advert.addressCount} with ${advert.addresses.length} addresses`,
    )
  },
})
