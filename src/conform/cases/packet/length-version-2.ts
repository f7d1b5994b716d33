import { TRAILER_LEN } from '../../../wire/trailer.ts'
import { defineCase } from '../../case.ts'
import { ipv4, version2 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const lengthVersion2 = defineCase({
  id: 'packet/length-version-2',
  title: 'A version 2 message is 16 bytes and 4 for each address',
  requirements: ['VRRP-PKT-006'],
  needs: [version2, ipv4],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The payload is exactly as long as fixed part, addresses and the 8 authentication bytes.',
  caughtMutants: ['trailing-bytes'],
  run: async (h) => {
    await everyAdvert(h, '16 + 4 x count bytes', ({ advert, packet, pduAt }) => {
      const length = packet.length - pduAt - (advert.trailer === undefined ? 0 : TRAILER_LEN)
      return length === 16 + 4 * advert.addressCount ? undefined : `${length} bytes`
    })
  },
})
