import { defineCase } from '../../case.ts'
import { wrongChecksums } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsWrongChecksum = defineCase({
  id: 'reception/backup-discards-wrong-checksum',
  title: 'A Backup discards adverts with a wrong checksum',
  requirements: ['VRRP-RX-008', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with a wrong checksum at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-checksum'],
  run: async (h) => {
    await starve(h, wrongChecksums)
  },
})
