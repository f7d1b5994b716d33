import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const answersPriorityZero = defineCase({
  id: 'active/answers-priority-zero',
  title: 'An Active Router answers priority 0 with an advert at once',
  requirements: ['VRRP-FSM-ACTIVE-011'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Half an interval after an advert, a stranger says priority 0.',
  expectation: 'An advert at once.',
  caughtMutants: ['active-ignores-priority-0'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    await h.until(ns(beat!.tNs + 0.5 * h.times.interval))
    h.inbox.skip()
    const asked = h.peer().send({ priority: 0 })
    const answer = await h.advert(h.times.intervals(1), 'an advert at once')
    h.onTime(answer, asked, ns(0), 'the answer')
  },
})
