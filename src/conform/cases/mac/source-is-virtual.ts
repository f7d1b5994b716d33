import { virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { multicast } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const sourceIsVirtual = defineCase({
  id: 'mac/source-is-virtual',
  title: 'Adverts leave with the virtual router MAC as source',
  requirements: ['VRRP-MAC-001', 'VRRP-MAC-002'],
  needs: [multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Ethernet source 00-00-5E-00-01-VRID, over IPv6 00-00-5E-00-02-VRID.',
  caughtMutants: ['sends-from-physical-mac'],
  run: async (h) => {
    const mac = virtualMac(h.router.family, h.router.vrid)
    await everyAdvert(h, mac, ({ srcMac }) => (srcMac === mac ? undefined : srcMac))
  },
})
