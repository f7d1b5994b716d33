import { sameIp } from '../../../core/address.ts'
import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcesEveryAddress = defineCase({
  id: 'nd/announces-every-address',
  title: 'At a takeover every address gets its own unsolicited Neighbor Advertisement',
  requirements: ['VRRP-FSM-BACKUP-010', 'VRRP-ND-005'],
  needs: [ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'An unsolicited NA for each address.',
  caughtMutants: ['answers-probes-by-unicast'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    for (const address of h.router.addresses) {
      const found = announcements(h, at).some((each) => sameIp(each.address, address))
      h.check(found, `an unsolicited NA for ${address.text}`, 'none')
    }
  },
})
