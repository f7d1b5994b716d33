import { badHmac } from '../../bad-signatures.ts'
import { defineCase } from '../../case.ts'
import { hmac, notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsBadHmac = defineCase({
  id: 'authentication/backup-discards-bad-hmac',
  title: 'A Backup discards adverts whose HMAC trailer is missing or wrong',
  requirements: ['VRRP-RX-022'],
  needs: [hmac, notOwner],
  startIn: 'Backup',
  stimulus: 'Adverts without trailer, with a changed HMAC and with another key.',
  expectation: 'They count for nothing.',
  caughtMutants: ['takes-any-hmac'],
  references: ['keepalived 2.4 auth_hmac'],
  run: async (h) => {
    await starve(h, badHmac(h.router))
  },
})
