import { sameIp } from '../../../core/address.ts'
import { announcements, takeoverAtRest } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'

export const announcementRepeats = defineCase({
  id: 'arp/announcement-repeats',
  title: 'The gratuitous ARPs are repeated as configured',
  requirements: ['VRRP-FSM-BACKUP-008', 'VRRP-ARP-003'],
  needs: [ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves for a while, then falls silent.',
  expectation: 'As many rounds as the configuration says.',
  caughtMutants: ['announces-once-more'],
  level: 'MAY',
  run: async (h) => {
    const at = await takeoverAtRest(h)
    await h.pause(h.times.late)
    const { repeat } = h.router.announce
    const first = h.router.addresses[0]!
    const rounds = announcements(h, at).filter((each) => sameIp(each.address, first)).length
    h.check(rounds === repeat, `${repeat} for ${first.text}`, `${rounds}`)
  },
})
