import { defineCase } from '../../case.ts'
import { lowHopLimits } from '../../defects.ts'
import { multicast, notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsLowHopLimit = defineCase({
  id: 'reception/backup-discards-low-hop-limit',
  title: 'A Backup discards adverts with a hop limit below 255',
  requirements: ['VRRP-RX-001', 'VRRP-RX-002', 'VRRP-SEC-001', 'VRRP-RX-022'],
  needs: [multicast, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with a hop limit below 255 at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-hop-limit'],
  run: async (h) => {
    await starve(h, lowHopLimits)
  },
})
