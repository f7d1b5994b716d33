import { defineCase } from '../../case.ts'
import { otherVersion } from '../../defects.ts'
import { ipv4, noAuthentication, notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsOtherVersion = defineCase({
  id: 'reception/backup-discards-other-version',
  title: 'A Backup discards adverts with the other real version',
  requirements: ['VRRP-RX-003', 'VRRP-V2V3-008', 'VRRP-RX-022'],
  needs: [ipv4, noAuthentication, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with the other real version at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-version'],
  run: async (h) => {
    await starve(h, otherVersion(h.router))
  },
})
