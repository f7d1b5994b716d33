import { verifyTrailer } from '../../../wire/verify.ts'
import { defineCase } from '../../case.ts'
import { hmac } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'
import { Inconclusive } from '../../verdict.ts'

export const hmacVerifies = defineCase({
  id: 'authentication/hmac-verifies',
  title: 'Every advert carries an HMAC trailer that verifies with the key',
  requirements: ['VRRP-RX-022'],
  needs: [hmac],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The HMAC is right.',
  caughtMutants: ['wrong-password'],
  references: ['keepalived 2.4 auth_hmac'],
  run: async (h) => {
    const { authentication } = h.router
    if (authentication.kind !== 'hmac') throw new Inconclusive('the key is not known')
    await everyAdvert(h, 'an HMAC that verifies', (sighting) => {
      const key = authentication.keys.find(({ id }) => id === sighting.advert.trailer?.keyId)
      return key !== undefined && verifyTrailer(sighting, key.key, h.hash) === true ? undefined : 'one that does not'
    })
  },
})
