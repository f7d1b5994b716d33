import { parseIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'
import { Unmet } from '../../verdict.ts'

const UNSPECIFIED = parseIp('::')!

export const answersDuplicateDetection = defineCase({
  id: 'nd/answers-duplicate-detection',
  title: 'Duplicate address detection for a virtual address is answered to all nodes',
  requirements: ['VRRP-ND-007'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'A solicitation from the unspecified address for each address.',
  expectation: 'An advertisement to ff02::1 with S=0 and R=1.',
  caughtMutants: ['deaf-to-probes'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, ANSWER_WITHIN, { src: UNSPECIFIED })
      if (answer === undefined) throw new Unmet(`an answer for ${target.text}`, 'none')
      h.check(
        !answer.solicited && answer.router,
        'S=0, R=1',
        `S=${Number(answer.solicited)}, R=${Number(answer.router)}`,
      )
      h.check(answer.dst.text === 'ff02::1', 'to ff02::1', `to ${answer.dst.text}`)
    }
  },
})
