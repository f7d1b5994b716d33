import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const noVersion2OverIpv6 = defineCase({
  id: 'packet/no-version-2-over-ipv6',
  title: 'Version 2 is not sent over IPv6',
  requirements: ['VRRP-PKT-016'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Every advert over IPv6 is of version 3.',
  caughtMutants: ['sends-version-2'],
  run: async (h) => {
    await everyAdvert(h, 'version 3', ({ advert }) => (advert.version !== 2 ? undefined : `version 2`))
  },
})
