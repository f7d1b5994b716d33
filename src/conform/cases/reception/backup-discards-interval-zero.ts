import { defineCase } from '../../case.ts'
import { intervalZero } from '../../defects.ts'
import { notOwner, version3 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsIntervalZero = defineCase({
  id: 'reception/backup-discards-interval-zero',
  title: 'A Backup discards adverts with interval 0',
  requirements: ['VRRP-RX-013', 'VRRP-RX-022'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with interval 0 at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-interval'],
  run: async (h) => {
    await starve(h, intervalZero)
  },
})
