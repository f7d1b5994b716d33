import { defineCase } from '../../case.ts'
import { ah, notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsReplayedAh = defineCase({
  id: 'authentication/backup-discards-replayed-ah',
  title: 'A Backup discards adverts that repeat an AH sequence number',
  requirements: ['VRRP-AUTH-006', 'VRRP-RX-022'],
  needs: [ah, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends sequence number 1 for ever.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-replayed-ah'],
  run: async (h) => {
    await starve(h, [{ words: 'a sequence number seen before', changes: { sequence: 1 } }])
  },
})
