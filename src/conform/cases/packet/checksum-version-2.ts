import { defineCase } from '../../case.ts'
import { ipv4, version2 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const checksumVersion2 = defineCase({
  id: 'packet/checksum-version-2',
  title: 'The version 2 checksum covers the whole message and no pseudo-header',
  requirements: ['VRRP-PKT-011'],
  needs: [version2, ipv4],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The sum over the message, authentication bytes included, is right.',
  caughtMutants: ['wrong-checksum'],
  run: async (h) => {
    await everyAdvert(h, 'a sum over the message alone', ({ advert }) =>
      advert.checksums?.includes('message-only')
        ? undefined
        : `${advert.checksums?.join() || 'a sum that fits no reading'}`,
    )
  },
})
