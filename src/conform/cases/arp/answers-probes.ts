import { parseIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

const UNSPECIFIED = parseIp('0.0.0.0')!

export const answersProbes = defineCase({
  id: 'arp/answers-probes',
  title: 'A probe for a virtual address is answered',
  requirements: ['VRRP-ARP-011'],
  needs: [ipv4],
  startIn: 'Active',
  stimulus: 'A request with sender address 0.0.0.0 for each address.',
  expectation: 'A reply, so that no host takes the address.',
  caughtMutants: ['deaf-to-probes'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const reply = await h.host.arp(target, ANSWER_WITHIN, { senderIp: UNSPECIFIED })
      h.check(reply !== undefined, `a reply for ${target.text}`, 'none')
    }
  },
})
