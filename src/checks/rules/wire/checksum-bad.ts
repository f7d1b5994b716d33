import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const checksumBad = defineRule({
  id: 'wire/checksum-bad',
  severity: 'error',
  rfc: ['RFC 9568 5.2.8', 'RFC 9568 7.1', 'RFC 5798 5.2.8', 'RFC 3768 5.3.8'],
  condition: 'No reading of the checksum, old or new, gives the sum in the packet.',
  why: 'Every receiver discards the advert, whichever reading of the RFCs it follows: the packet was damaged or forged.',
  remedy:
    'Capture on {src} itself: good there and bad here means a device on the way damages it; bad there means its sender ' +
    '(checksum offload of a virtual NIC: `ethtool -K IF tx off`).',
  messages: {
    bad: '{src} sends VRID {vrid} with checksum {checksum}, which fits no reading (tried: {tried}).',
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (s.advert.checksums === undefined || s.advert.checksums.length > 0) return
      const checksum = `0x${s.advert.checksum.toString(16).padStart(4, '0')}`
      run.report('bad', adverted(s, vr, router, { checksum, tried: readings(s.advert.version, s.src.family) }))
    },
  }),
})

function readings(version: number, family: 4 | 6): string {
  if (family === 6) return 'pseudo-header, message only, message and trailer'
  if (version === 2) return 'message only'
  return 'message only, pseudo-header, pseudo-header with the group, message and trailer'
}
