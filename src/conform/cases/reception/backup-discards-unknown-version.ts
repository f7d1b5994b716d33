import { defineCase } from '../../case.ts'
import { unknownVersions } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsUnknownVersion = defineCase({
  id: 'reception/backup-discards-unknown-version',
  title: 'A Backup discards adverts with an unknown version',
  requirements: ['VRRP-RX-003', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with an unknown version at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-version'],
  run: async (h) => {
    await starve(h, unknownVersions)
  },
})
