import { defineCase } from '../../case.ts'
import { password } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const passwordBytes = defineCase({
  id: 'authentication/password-bytes',
  title: 'The password is sent as configured, filled with zeros',
  requirements: ['VRRP-AUTH-004'],
  needs: [password],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Type 1 and the eight bytes of the configuration.',
  caughtMutants: ['wrong-password'],
  run: async (h) => {
    const { authentication } = h.router
    const right = authentication.kind === 'simple' ? authentication.password : new Uint8Array(8)
    await everyAdvert(h, 'the configured password', ({ advert }) =>
      advert.authType === 1 && advert.authData?.every((byte, i) => byte === right[i]) ? undefined : 'other data',
    )
  },
})
