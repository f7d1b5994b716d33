import { multicastMac } from '../../../wire/ethernet.ts'
import { defineCase } from '../../case.ts'
import { multicast } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const destinationIsMapped = defineCase({
  id: 'mac/destination-is-mapped',
  title: 'The Ethernet destination is the one of the group',
  requirements: ['VRRP-MAC-003'],
  needs: [multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: '01-00-5E-00-00-12, over IPv6 33-33-00-00-00-12.',
  caughtMutants: ['sends-to-wrong-mac'],
  run: async (h) => {
    await everyAdvert(h, 'the MAC address of the group', ({ dst, dstMac }) =>
      dstMac === multicastMac(dst) ? undefined : dstMac,
    )
  },
})
