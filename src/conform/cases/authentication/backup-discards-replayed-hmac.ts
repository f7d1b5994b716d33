import { defineCase } from '../../case.ts'
import { hmac, notOwner } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsReplayedHmac = defineCase({
  id: 'authentication/backup-discards-replayed-hmac',
  title: 'A Backup discards adverts whose HMAC trailer is stale',
  requirements: ['VRRP-RX-022'],
  needs: [hmac, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then stamps its trailers an hour ago.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-hmac'],
  references: ['keepalived 2.4 auth_hmac'],
  run: async (h) => {
    await starve(h, [{ words: 'a stamp of an hour ago', changes: { stampedAgoSec: 3600 } }])
  },
})
