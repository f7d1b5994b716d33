import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'
import { Unmet } from '../../verdict.ts'

export const answersAreValid = defineCase({
  id: 'nd/answers-are-valid',
  title: 'Neighbor Advertisements for virtual addresses are valid',
  requirements: ['VRRP-ND-006'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'A solicitation for each address.',
  expectation: 'Hop Limit 255.',
  caughtMutants: ['answers-with-low-hop-limit'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, ANSWER_WITHIN)
      if (answer === undefined) throw new Unmet(`an answer for ${target.text}`, 'none')
      h.check(answer.hopLimit === 255, 'hop limit 255', `hop limit ${answer.hopLimit}`)
    }
  },
})
