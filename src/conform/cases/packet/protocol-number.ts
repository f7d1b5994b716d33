import { defineCase } from '../../case.ts'
import { multicast } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const protocolNumber = defineCase({
  id: 'packet/protocol-number',
  title: 'Adverts ride on IP as protocol 112, without AH unless AH is configured',
  requirements: ['VRRP-PKT-001'],
  needs: [multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'No AH in front of the adverts of a device that is not configured for it.',
  caughtMutants: ['wraps-in-ah'],
  run: async (h) => {
    const wantsAh = h.router.authentication.kind === 'ah'
    await everyAdvert(h, wantsAh ? 'protocol 51, with 112 in AH' : 'protocol 112', ({ advert }) =>
      (advert.ah !== undefined) === wantsAh ? undefined : `protocol ${wantsAh ? 112 : 51}`,
    )
  },
})
