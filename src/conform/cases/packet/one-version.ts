import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const oneVersion = defineCase({
  id: 'packet/one-version',
  title: 'A virtual router speaks one version, unless it has the optional mode for both',
  requirements: ['VRRP-V2V3-001'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'All adverts are of one version; that it speaks both is recorded.',
  caughtMutants: ['speaks-both-versions'],
  run: async (h) => {
    let first: number | undefined
    await everyAdvert(h, 'one version', ({ advert }) => {
      first ??= advert.version
      return advert.version === first ? undefined : `versions ${first} and ${advert.version}`
    })
  },
})
