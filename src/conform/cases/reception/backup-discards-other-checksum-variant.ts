import { defineCase } from '../../case.ts'
import { checksumBy } from '../../defects.ts'
import { ipv4, notOwner, version3 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsOtherChecksumVariant = defineCase({
  id: 'reception/backup-discards-other-checksum-variant',
  title: 'A Backup discards adverts with the checksum variant that it is not configured for',
  requirements: ['VRRP-RX-008', 'VRRP-RX-022'],
  needs: [version3, ipv4, notOwner],
  startIn: 'Backup',
  stimulus:
    'A better peer serves, then sends only adverts with the checksum variant that it is not configured for at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-checksum'],
  run: async (h) => {
    await starve(h, checksumBy(h.router.checksum === 'message-only' ? 'pseudo-header' : 'message-only'))
  },
})
