import { defineCase } from '../../case.ts'
import { cutInFixedPart } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsCutInFixedPart = defineCase({
  id: 'reception/backup-discards-cut-in-fixed-part',
  title: 'A Backup discards adverts with less than the fixed part',
  requirements: ['VRRP-RX-005', 'VRRP-RX-006', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with less than the fixed part at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['dies-of-garbage'],
  run: async (h) => {
    await starve(h, cutInFixedPart(h.router))
  },
})
