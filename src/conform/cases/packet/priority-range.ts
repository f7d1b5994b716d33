import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const priorityRange = defineCase({
  id: 'packet/priority-range',
  title: 'A router that owns no address keeps to priorities 1 to 254, and to 0 for its goodbye alone',
  requirements: ['VRRP-ADDR-002', 'VRRP-ADDR-003'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'None: the device is watched for five adverts while it is Active.',
  expectation: 'No advert of priority 255, and none of 0.',
  caughtMutants: ['sends-priority-255', 'says-goodbye-and-stays'],
  run: async (h) => {
    for (const { advert } of await watch(h, 5))
      h.check(advert.priority >= 1 && advert.priority <= 254, 'priority 1 to 254', `priority ${advert.priority}`)
  },
})
