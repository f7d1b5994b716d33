import { defineCase } from '../../case.ts'
import { checksumBy } from '../../defects.ts'
import { ipv6, notOwner, version3 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsIpv6SumWithoutPseudoHeader = defineCase({
  id: 'reception/backup-discards-ipv6-sum-without-pseudo-header',
  title: 'A Backup discards adverts with a checksum over the message alone',
  requirements: ['VRRP-RX-008', 'VRRP-RX-022'],
  needs: [version3, ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with a checksum over the message alone at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-checksum'],
  run: async (h) => {
    await starve(h, checksumBy('ipv6-message-only'))
  },
})
