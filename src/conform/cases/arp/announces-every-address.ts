import { sameIp } from '../../../core/address.ts'
import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcesEveryAddress = defineCase({
  id: 'arp/announces-every-address',
  title: 'At a takeover every address gets its own gratuitous ARP',
  requirements: ['VRRP-FSM-BACKUP-008', 'VRRP-ARP-006'],
  needs: [ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'A gratuitous ARP for each address.',
  caughtMutants: ['announces-first-address-only'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    for (const address of h.router.addresses) {
      const found = announcements(h, at).some((each) => sameIp(each.address, address))
      h.check(found, `a gratuitous ARP for ${address.text}`, 'none')
    }
  },
})
