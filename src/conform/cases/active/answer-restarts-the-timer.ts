import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const answerRestartsTheTimer = defineCase({
  id: 'active/answer-restarts-the-timer',
  title: 'After the answer to priority 0 the next advert follows a full interval later',
  requirements: ['VRRP-TMR-007', 'VRRP-FSM-ACTIVE-011'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Half an interval after an advert, a stranger says priority 0.',
  expectation: 'The advert after the answer comes one interval after it.',
  caughtMutants: ['priority-0-keeps-timer', 'priority-0-yields'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    await h.until(ns(beat!.tNs + 0.5 * h.times.interval))
    h.inbox.skip()
    h.peer().send({ priority: 0 })
    const answer = await h.advert(h.times.intervals(1), 'an advert at once')
    const next = await h.advert(h.times.intervals(2), 'the next advert')
    h.onTime(next, answer.tNs, h.times.interval, 'the next advert')
  },
})
