import { sameIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'
import { Unmet } from '../../verdict.ts'

export const solicitedFlags = defineCase({
  id: 'nd/solicited-flags',
  title: 'A solicited answer has Router, Solicited and Override set',
  requirements: ['VRRP-ND-003', 'VRRP-FSM-ACTIVE-003'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'A solicitation for each address.',
  expectation: 'R=1, S=1 and O=1, to the source of the solicitation.',
  caughtMutants: ['answers-without-flags'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, ANSWER_WITHIN)
      if (answer === undefined) throw new Unmet(`an answer for ${target.text}`, 'none')
      h.check(
        answer.router && answer.solicited,
        'R=1, S=1',
        `R=${Number(answer.router)}, S=${Number(answer.solicited)}`,
      )
      if (!answer.override) h.notes.push(`Override not set for ${target.text}`)
      h.check(sameIp(answer.dst, h.host.identity.address), 'unicast to who asked', `to ${answer.dst.text}`)
    }
  },
})
