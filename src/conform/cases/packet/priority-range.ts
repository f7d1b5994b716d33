import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'
import { Inconclusive } from '../../verdict.ts'

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
    for (let seen = 0; seen < 5; seen++) {
      // When they come is not what is asked here.
      const sighting = await h.advertIfAny(h.times.intervals(4))
      if (sighting === undefined) throw new Inconclusive('the device does not advertise')
      const { priority } = sighting.advert
      h.check(priority >= 1 && priority <= 254, 'priority 1 to 254', `priority ${priority}`)
    }
  },
})
