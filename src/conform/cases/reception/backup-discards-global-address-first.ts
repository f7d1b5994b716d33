import { defineCase } from '../../case.ts'
import { globalAddressFirst } from '../../defects.ts'
import { ipv6, notOwner, version3 } from '../../needs.ts'
import { starve } from '../../procedures.ts'

export const backupDiscardsGlobalAddressFirst = defineCase({
  id: 'reception/backup-discards-global-address-first',
  title: 'A Backup discards adverts with no link-local address in first place',
  requirements: ['VRRP-RX-014', 'VRRP-RX-022'],
  needs: [version3, ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves, then sends only adverts with no link-local address in first place at the same rate.',
  expectation: 'The device takes over one Active_Down_Interval after the last good advert.',
  caughtMutants: ['takes-any-addresses'],
  run: async (h) => {
    await starve(h, globalAddressFirst(h.router))
  },
})
