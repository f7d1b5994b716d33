import { defineCase } from '../../case.ts'
import { cutInAddress } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsCutInAddress = defineCase({
  id: 'reception/backup-discards-cut-in-address',
  title: 'A Backup discards adverts with half an address',
  requirements: ['VRRP-RX-005', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with half an address at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-length'],
  run: async (h) => {
    await starve(h, cutInAddress(h.router))
  },
})
