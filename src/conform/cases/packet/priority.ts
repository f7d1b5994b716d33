import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const priority = defineCase({
  id: 'packet/priority',
  title: 'The configured priority is advertised',
  requirements: ['VRRP-TX-006', 'VRRP-CFG-002'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The priority byte is that of the configuration.',
  caughtMutants: ['sends-wrong-priority'],
  run: async (h) => {
    await everyAdvert(h, 'the configured priority', ({ advert }) =>
      advert.priority === h.router.priority ? undefined : `priority ${advert.priority}`,
    )
  },
})
