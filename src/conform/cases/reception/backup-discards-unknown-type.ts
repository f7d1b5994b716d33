import { defineCase } from '../../case.ts'
import { unknownTypes } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsUnknownType = defineCase({
  id: 'reception/backup-discards-unknown-type',
  title: 'A Backup discards adverts with an unknown type',
  requirements: ['VRRP-RX-004', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with an unknown type at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-type'],
  run: async (h) => {
    await starve(h, unknownTypes)
  },
})
