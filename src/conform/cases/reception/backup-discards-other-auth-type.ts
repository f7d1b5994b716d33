import { defineCase } from '../../case.ts'
import { otherAuthTypes } from '../../defects.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsOtherAuthType = defineCase({
  id: 'reception/backup-discards-other-auth-type',
  title: 'A Backup discards adverts with an authentication type that is not configured',
  requirements: ['VRRP-AUTH-001', 'VRRP-RX-022'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Backup',
  stimulus:
    'A better peer serves, then sends only adverts with an authentication type that is not configured at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-auth-type'],
  run: async (h) => {
    await starve(h, otherAuthTypes(h.router))
  },
})
