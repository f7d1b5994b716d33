import { defineCase } from '../../case.ts'
import { ipv4 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const answersEveryAddress = defineCase({
  id: 'arp/answers-every-address',
  title: 'Every virtual address is answered for',
  requirements: ['VRRP-FSM-ACTIVE-001', 'VRRP-FSM-ACTIVE-022'],
  needs: [ipv4],
  startIn: 'Active',
  stimulus: 'A broadcast request for each address.',
  expectation: 'A reply for each.',
  caughtMutants: ['answers-first-only', 'answers-nothing'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const reply = await h.host.arp(target, ANSWER_WITHIN)
      h.check(reply !== undefined, `a reply for ${target.text}`, 'none')
    }
  },
})
