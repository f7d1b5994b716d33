import { defineCase } from '../../case.ts'
import { ipv6, notAccepting } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const acceptModeOffStillResolves = defineCase({
  id: 'accept/accept-mode-off-still-resolves',
  title: 'With Accept_Mode off solicitations are answered all the same',
  requirements: ['VRRP-FSM-ACTIVE-005'],
  needs: [ipv6, notAccepting],
  startIn: 'Active',
  stimulus: 'A solicitation and an echo request for each address.',
  expectation: 'The solicitation is answered.',
  caughtMutants: ['deaf-to-solicitations'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, ANSWER_WITHIN)
      h.check(answer !== undefined, `an answer for ${target.text}`, 'none')
    }
  },
})
