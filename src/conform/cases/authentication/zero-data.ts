import { defineCase } from '../../case.ts'
import { ipv4, noAuthentication, version2 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const zeroData = defineCase({
  id: 'authentication/zero-data',
  title: 'Without authentication the data is zero',
  requirements: ['VRRP-AUTH-002', 'VRRP-AUTH-008'],
  needs: [version2, ipv4, noAuthentication],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Type 0 and eight zero bytes.',
  caughtMutants: ['no-auth-data', 'sends-auth-garbage'],
  level: 'SHOULD',
  run: async (h) => {
    await everyAdvert(h, 'type 0 and zero data', ({ advert }) =>
      advert.authType === 0 && advert.authData?.every((byte) => byte === 0)
        ? undefined
        : `type ${advert.authType}, other data`,
    )
  },
})
