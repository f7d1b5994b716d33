import { defineCase } from '../../case.ts'
import { missingAuthData } from '../../defects.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsMissingAuthData = defineCase({
  id: 'reception/backup-discards-missing-auth-data',
  title: 'A Backup discards adverts with no authentication data',
  requirements: ['VRRP-RX-005', 'VRRP-RX-022'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with no authentication data at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-length'],
  run: async (h) => {
    await starve(h, missingAuthData)
  },
})
