import { verifyAh } from '../../../wire/verify.ts'
import { defineCase } from '../../case.ts'
import { ah } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'
import { Inconclusive } from '../../verdict.ts'

export const ahVerifies = defineCase({
  id: 'authentication/ah-verifies',
  title: 'Every advert carries an AH that verifies with the key',
  requirements: ['VRRP-AUTH-006'],
  needs: [ah],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The ICV is right.',
  caughtMutants: ['hop-limit-254'],
  run: async (h) => {
    const { authentication } = h.router
    if (authentication.kind !== 'ah') throw new Inconclusive('the key is not known')
    await everyAdvert(h, 'an ICV that verifies', (sighting) =>
      verifyAh(sighting, authentication.password, h.hash) === undefined ? 'one that does not' : undefined,
    )
  },
})
