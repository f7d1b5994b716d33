import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const type = defineCase({
  id: 'packet/type',
  title: 'Adverts are of type 1',
  requirements: ['VRRP-PKT-003'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The type nibble is 1.',
  caughtMutants: ['wrong-type'],
  run: async (h) => {
    await everyAdvert(h, 'type 1', ({ advert }) => (advert.type === 1 ? undefined : `type ${advert.type}`))
  },
})
