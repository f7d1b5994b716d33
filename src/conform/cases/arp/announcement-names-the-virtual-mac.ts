import { virtualMac } from '../../../core/address.ts'
import { BROADCAST_MAC } from '../../../wire/ethernet.ts'
import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcementNamesTheVirtualMac = defineCase({
  id: 'arp/announcement-names-the-virtual-mac',
  title: 'The gratuitous ARP is a broadcast from the virtual router MAC',
  requirements: ['VRRP-ARP-003', 'VRRP-FSM-BACKUP-008'],
  needs: [ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'Broadcast; sender hardware address the virtual router MAC.',
  caughtMutants: ['announces-to-the-group'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    const mac = virtualMac(4, h.router.vrid)
    for (const { fact } of announcements(h, at)) {
      if (fact.kind !== 'arp') continue
      h.check(fact.senderMac === mac, mac, fact.senderMac)
      h.check(fact.dstMac === BROADCAST_MAC, 'a broadcast', () => `to ${fact.dstMac}`)
    }
  },
})
