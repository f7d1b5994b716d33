import { sameIp, vrrpGroup } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { multicast } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const groupAddress = defineCase({
  id: 'transmission/group-address',
  title: 'Adverts go to the VRRP group',
  requirements: ['VRRP-TX-002', 'VRRP-TX-003'],
  needs: [multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The destination is 224.0.0.18 or ff02::12.',
  caughtMutants: ['sends-to-wrong-group'],
  run: async (h) => {
    const group = vrrpGroup(h.router.family)
    await everyAdvert(h, group.text, ({ dst }) => (sameIp(dst, group) ? undefined : dst.text))
  },
})
