import { sameIp } from '../../../core/address.ts'
import { nsFromSec } from '../../../core/time.ts'
import { announcements, takeoverAtRest } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'

export const announcementsAreFew = defineCase({
  id: 'nd/announcements-are-few',
  title: 'At most three unsolicited advertisements for an address, a second apart',
  requirements: ['VRRP-ND-016'],
  needs: [ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves for a while, then falls silent; the segment is watched for eight seconds.',
  expectation: 'No address is announced more than three times, nor twice within a second.',
  caughtMutants: ['announces-once-more'],
  run: async (h) => {
    const at = await takeoverAtRest(h)
    await h.pause(nsFromSec(8))
    for (const address of h.router.addresses) {
      const times = announcements(h, at)
        .filter((each) => sameIp(each.address, address))
        .map(({ fact }) => fact.tNs)
      h.check(times.length <= 3, `at most three for ${address.text}`, `${times.length}`)
      const hasty = times.some((tNs, i) => i > 0 && tNs - times[i - 1]! < nsFromSec(1) - h.times.early)
      h.check(!hasty, 'a second between them', 'less')
    }
  },
})
