import { defineCase } from '../../case.ts'
import { noAddresses } from '../../defects.ts'
import { notOwner, version3 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsNoAddresses = defineCase({
  id: 'reception/backup-discards-no-addresses',
  title: 'A Backup discards adverts with no address',
  requirements: ['VRRP-RX-012', 'VRRP-RX-022'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with no address at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-count'],
  run: async (h) => {
    await starve(h, noAddresses)
  },
})
