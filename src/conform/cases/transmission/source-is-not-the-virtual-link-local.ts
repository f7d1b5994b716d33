import { sameIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const sourceIsNotTheVirtualLinkLocal = defineCase({
  id: 'transmission/source-is-not-the-virtual-link-local',
  title: 'The virtual link-local address is not the source of adverts',
  requirements: ['VRRP-ADDR-005'],
  needs: [ipv6, notOwner],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The source differs from every virtual address.',
  caughtMutants: ['sends-from-virtual-address'],
  run: async (h) => {
    await everyAdvert(h, 'a source of its own', ({ src }) =>
      h.router.addresses.some((ip) => sameIp(ip, src)) ? src.text : undefined,
    )
  },
})
