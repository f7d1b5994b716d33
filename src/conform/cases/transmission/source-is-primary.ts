import { isUnspecified, sameIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const sourceIsPrimary = defineCase({
  id: 'transmission/source-is-primary',
  title: 'The source is a real address of the device, never a virtual one',
  requirements: ['VRRP-TX-004', 'VRRP-CFG-011'],
  needs: [ipv4, notOwner],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The source is the primary address and none of the virtual addresses.',
  caughtMutants: ['sends-from-virtual-address'],
  run: async (h) => {
    await everyAdvert(h, 'a source that is no virtual address', ({ src }) =>
      isUnspecified(src) || h.router.addresses.some((ip) => sameIp(ip, src)) ? src.text : undefined,
    )
  },
})
