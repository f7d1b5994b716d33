import { defineCase } from '../../case.ts'
import { wrongPasswords } from '../../defects.ts'
import { notOwner, password } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsWrongPassword = defineCase({
  id: 'reception/backup-discards-wrong-password',
  title: 'A Backup discards adverts with a wrong password',
  requirements: ['VRRP-AUTH-005', 'VRRP-RX-022'],
  needs: [password, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with a wrong password at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-password'],
  run: async (h) => {
    await starve(h, wrongPasswords(h.router))
  },
})
