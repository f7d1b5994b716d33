import { defineCase } from '../../case.ts'
import { otherInterval } from '../../defects.ts'
import { notOwner, version2 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsOtherInterval = defineCase({
  id: 'reception/backup-discards-other-interval',
  title: 'A Backup discards adverts with another interval than its own',
  requirements: ['VRRP-RX-015', 'VRRP-RX-022'],
  needs: [version2, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with another interval than its own at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-interval'],
  run: async (h) => {
    await starve(h, otherInterval(h.router))
  },
})
