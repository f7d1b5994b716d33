import { virtualMac } from '../../../core/address.ts'
import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner, version3 } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcementTargetMac = defineCase({
  id: 'arp/announcement-target-mac',
  title: 'The target hardware address of the gratuitous ARP is the virtual router MAC',
  requirements: ['VRRP-ARP-004'],
  needs: [ipv4, version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'Target hardware address as RFC 9568 sets it.',
  caughtMutants: ['announces-broadcast-target', 'announces-by-reply'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    const mac = virtualMac(4, h.router.vrid)
    for (const { fact } of announcements(h, at))
      if (fact.kind === 'arp') h.check(fact.targetMac === mac, mac, fact.targetMac)
  },
})
