import { badAh } from '../../bad-signatures.ts'
import { defineCase } from '../../case.ts'
import { ah, notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsBadAh = defineCase({
  id: 'authentication/backup-discards-bad-ah',
  title: 'A Backup discards adverts whose AH is missing or wrong',
  requirements: ['VRRP-AUTH-006', 'VRRP-RX-022'],
  needs: [ah, notOwner],
  startIn: 'Backup',
  stimulus: 'Adverts without AH, with a changed digest and with another key.',
  expectation: 'They count for nothing.',
  caughtMutants: ['rejected-counts', 'rejected-priority-0'],
  run: async (h) => {
    await starve(h, badAh(h.router))
  },
})
