import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcementIsARequest = defineCase({
  id: 'arp/announcement-is-a-request',
  title: 'The gratuitous ARP is an ARP request',
  requirements: ['VRRP-ARP-005'],
  needs: [ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'Opcode 1.',
  caughtMutants: ['no-announcement', 'no-announcements'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    const requests = announcements(h, at).filter(({ fact }) => fact.kind === 'arp' && fact.operation === 1)
    h.check(requests.length > 0, 'a gratuitous ARP request', 'none')
  },
})
