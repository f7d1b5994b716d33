import { defineCase } from '../../case.ts'
import { version3 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const reservedZero = defineCase({
  id: 'packet/reserved-zero',
  title: 'The reserved bits in front of the interval are zero',
  requirements: ['VRRP-PKT-008'],
  needs: [version3],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The upper nibble of byte 4 is 0.',
  caughtMutants: ['reserved-bits'],
  run: async (h) => {
    await everyAdvert(h, 'reserved bits 0', ({ advert }) =>
      advert.reserved === 0 ? undefined : `reserved bits ${advert.reserved}`,
    )
  },
})
