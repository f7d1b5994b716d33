import { defineCase } from '../../case.ts'
import { otherVrids } from '../../defects.ts'
import { notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsOtherVrid = defineCase({
  id: 'reception/backup-discards-other-vrid',
  title: 'A Backup discards adverts with the VRID of another virtual router',
  requirements: ['VRRP-RX-009', 'VRRP-RX-022'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with the VRID of another virtual router at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-vrid'],
  run: async (h) => {
    await starve(h, otherVrids(h.router, h.device))
  },
})
