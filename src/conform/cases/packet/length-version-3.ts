import { TRAILER_LEN } from '../../../wire/trailer.ts'
import { defineCase } from '../../case.ts'
import { version3 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const lengthVersion3 = defineCase({
  id: 'packet/length-version-3',
  title: 'A version 3 message is 8 bytes and the addresses, nothing else',
  requirements: ['VRRP-PKT-007', 'VRRP-AUTH-010'],
  needs: [version3],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The payload is exactly as long as fixed part and addresses; no authentication data follows.',
  caughtMutants: ['sends-version-2'],
  run: async (h) => {
    const size = h.router.family === 4 ? 4 : 16
    await everyAdvert(h, `8 + ${size} x count bytes`, ({ advert, packet, pduAt }) => {
      const length = packet.length - pduAt - (advert.trailer === undefined ? 0 : TRAILER_LEN)
      return length === 8 + size * advert.addressCount ? undefined : `${length} bytes`
    })
  },
})
