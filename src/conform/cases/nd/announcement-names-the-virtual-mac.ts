import { virtualMac } from '../../../core/address.ts'
import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcementNamesTheVirtualMac = defineCase({
  id: 'nd/announcement-names-the-virtual-mac',
  title: 'The unsolicited Neighbor Advertisement names the virtual router MAC',
  requirements: ['VRRP-ND-004', 'VRRP-ND-002'],
  needs: [ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'The target link-layer option is the virtual router MAC.',
  caughtMutants: ['announces-physical-mac'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    const mac = virtualMac(6, h.router.vrid)
    for (const { fact } of announcements(h, at))
      if (fact.kind === 'nd') h.check(fact.linkLayer === mac, mac, () => fact.linkLayer ?? 'no option')
  },
})
