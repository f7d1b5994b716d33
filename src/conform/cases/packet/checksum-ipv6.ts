import { defineCase } from '../../case.ts'
import { ipv6, version3 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const checksumIpv6 = defineCase({
  id: 'packet/checksum-ipv6',
  title: 'The checksum over IPv6 covers pseudo-header and message',
  requirements: ['VRRP-PKT-014'],
  needs: [version3, ipv6],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The sum with the IPv6 pseudo-header is right.',
  caughtMutants: ['cut-short', 'wrong-checksum'],
  run: async (h) => {
    await everyAdvert(h, 'a sum with pseudo-header', ({ advert }) =>
      advert.checksums?.some((reading) => reading === 'pseudo-header' || reading === 'with-trailer')
        ? undefined
        : `${advert.checksums?.join() || 'a sum that fits no reading'}`,
    )
  },
})
