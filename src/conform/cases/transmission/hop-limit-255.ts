import { defineCase } from '../../case.ts'
import { multicast } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const hopLimit255 = defineCase({
  id: 'transmission/hop-limit-255',
  title: 'Adverts leave with TTL or Hop Limit 255',
  requirements: ['VRRP-TX-001'],
  needs: [multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The hop limit is 255.',
  caughtMutants: ['hop-limit-254'],
  run: async (h) => {
    await everyAdvert(h, 'hop limit 255', ({ hopLimit }) => (hopLimit === 255 ? undefined : `hop limit ${hopLimit}`))
  },
})
