import { onlyReading } from '../../../model/accept.ts'
import type { Sighting } from '../../../wire/facts.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const checksumBad = defineRule({
  id: 'wire/checksum-bad',
  severity: 'error',
  rfc: ['RFC 9568 5.2.8', 'RFC 9568 7.1', 'RFC 5798 5.2.8', 'RFC 3768 5.3.8'],
  condition:
    'No reading of the checksum, old or new, gives the sum in the packet, or only one that no receiver of its version ' +
    'and family takes.',
  why: 'Every receiver discards the advert, whichever reading of the RFCs it follows: the packet was damaged or forged.',
  remedy:
    'Capture on {src} itself: good there and bad here means a device on the way damages it; bad there means its sender ' +
    '(checksum offload of a virtual NIC: `ethtool -K IF tx off`).',
  messages: {
    bad: '{src} sends VRID {vrid} with checksum {checksum}, which fits no reading (tried: {tried}).',
    foreign: {
      text:
        '{src} sends VRID {vrid} with a checksum that fits as {reading}; receivers of VRRPv{version} over IPv{family} ' +
        'take only {wanted}.',
      why: 'Every receiver discards the advert, because it sums other bytes than the sender did.',
      remedy:
        'Update the VRRP implementation of {src}, or report it to its maker: it sums as another version or family does.',
    },
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      const { version, checksum, checksums: fits } = s.advert
      if (fits === undefined) return
      if (fits.length === 0) {
        const value = `0x${checksum.toString(16).padStart(4, '0')}`
        run.report('bad', adverted(s, vr, router, { checksum: value, tried: readings(version, s.src.family) }))
        return
      }
      const wanted = wantedInstead(s)
      if (wanted === undefined) return
      const { family } = s.src
      run.report('foreign', adverted(s, vr, router, { reading: fits.join(', '), version, family, wanted }))
    },
  }),
})

/** What receivers sum, where that gives another sum. One over all bytes of the packet is right: the length is not. */
function wantedInstead({ src, advert }: Sighting): string | undefined {
  const wanted = onlyReading(advert.version, src.family, advert)
  const isRight = wanted === undefined || advert.checksums?.some((fit) => fit === wanted || fit === 'with-trailer')
  return isRight ? undefined : wanted
}

function readings(version: number, family: 4 | 6): string {
  if (family === 6) return 'pseudo-header, message only, message and trailer'
  if (version === 2) return 'message only'
  return 'message only, pseudo-header, pseudo-header with the group, message and trailer'
}
