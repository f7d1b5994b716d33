import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const version = defineCase({
  id: 'packet/version',
  title: 'Adverts state the configured version',
  requirements: ['VRRP-PKT-002'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The version nibble is that of the configuration.',
  caughtMutants: ['wrong-version'],
  run: async (h) => {
    await everyAdvert(h, 'the configured version', ({ advert }) =>
      advert.version === h.router.version ? undefined : `version ${advert.version}`,
    )
  },
})
