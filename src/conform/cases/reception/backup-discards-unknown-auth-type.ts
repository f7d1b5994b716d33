import { defineCase } from '../../case.ts'
import { unknownAuthTypes } from '../../defects.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsUnknownAuthType = defineCase({
  id: 'reception/backup-discards-unknown-auth-type',
  title: 'A Backup discards adverts with an unknown authentication type',
  requirements: ['VRRP-AUTH-001', 'VRRP-RX-022'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with an unknown authentication type at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-auth-type'],
  run: async (h) => {
    await starve(h, unknownAuthTypes)
  },
})
