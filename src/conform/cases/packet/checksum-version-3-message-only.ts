import { defineCase } from '../../case.ts'
import { ipv4, version3 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const checksumVersion3MessageOnly = defineCase({
  id: 'packet/checksum-version-3-message-only',
  title: 'The version 3 checksum over IPv4 covers the message alone',
  requirements: ['VRRP-PKT-012'],
  needs: [version3, ipv4],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The sum over the message without pseudo-header is right (RFC 9568 reading).',
  caughtMutants: ['wrong-reading'],
  run: async (h) => {
    await everyAdvert(h, 'a sum over the message alone', ({ advert }) =>
      advert.checksums?.includes('message-only')
        ? undefined
        : `${advert.checksums?.join() || 'a sum that fits no reading'}`,
    )
  },
})
