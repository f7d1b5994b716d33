import { defineCase } from '../../case.ts'
import { countTooLarge } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsCountTooLarge = defineCase({
  id: 'reception/backup-discards-count-too-large',
  title: 'A Backup discards adverts with more addresses announced than present',
  requirements: ['VRRP-RX-005', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus:
    'A better peer serves, then sends only adverts with more addresses announced than present at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-length'],
  run: async (h) => {
    await starve(h, countTooLarge(h.router))
  },
})
