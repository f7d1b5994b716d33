import { parseIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4, multicast, notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const otherGroup = defineCase({
  id: 'reception/other-group',
  title: 'An advert to another multicast group is not for this virtual router',
  requirements: ['VRRP-SEC-010', 'VRRP-TX-002'],
  needs: [multicast, ipv4, notOwner],
  startIn: 'Active',
  stimulus: 'Adverts of priority 254 to 224.0.0.19.',
  expectation: 'The device stays Active.',
  caughtMutants: ['takes-any-group'],
  run: async (h) => {
    const dst = parseIp('224.0.0.19')!
    await challenge(h, [{ words: 'group 224.0.0.19', changes: { dst } }])
  },
})
