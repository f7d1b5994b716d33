import { isLinkLocal } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6, multicast } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const sourceIsLinkLocal = defineCase({
  id: 'transmission/source-is-link-local',
  title: 'The IPv6 source is link-local',
  requirements: ['VRRP-TX-005'],
  needs: [ipv6, multicast],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The source is in fe80::/10.',
  caughtMutants: ['sends-from-global-address'],
  run: async (h) => {
    await everyAdvert(h, 'a link-local source', ({ src }) => (isLinkLocal(src) ? undefined : src.text))
  },
})
