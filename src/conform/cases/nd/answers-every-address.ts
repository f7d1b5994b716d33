import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const answersEveryAddress = defineCase({
  id: 'nd/answers-every-address',
  title: 'Every virtual address is answered for',
  requirements: ['VRRP-FSM-ACTIVE-003', 'VRRP-FSM-BACKUP-009'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'A solicitation for each address.',
  expectation: 'An answer for each.',
  caughtMutants: ['deaf-to-solicitations'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, ANSWER_WITHIN)
      h.check(answer !== undefined, `an answer for ${target.text}`, 'none')
    }
  },
})
