import { defineCase } from '../../case.ts'
import { ipv4, multicast, version3 } from '../../needs.ts'
import { everyAdvert, watch } from '../../procedures.ts'

export const checksumVersion3Variant = defineCase({
  id: 'packet/checksum-version-3-variant',
  title: 'The version 3 checksum over IPv4 follows one of the two readings of RFC 5798',
  requirements: ['VRRP-PKT-013'],
  needs: [version3, ipv4, multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'With or without IPv4 pseudo-header: recorded, either is allowed.',
  caughtMutants: ['count-zero'],
  run: async (h) => {
    await everyAdvert(h, 'a sum over the message, with or without pseudo-header', ({ advert }) =>
      advert.checksums?.some((reading) => reading === 'message-only' || reading === 'pseudo-header')
        ? undefined
        : 'a sum that fits no reading',
    )
    const [sighting] = await watch(h, 1)
    h.notes.push(`checksum: ${sighting!.advert.checksums!.join(', ')}`)
  },
})
