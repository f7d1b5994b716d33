import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const goodbyeFromAnyone = defineCase({
  id: 'backup/goodbye-from-anyone',
  title: 'Priority 0 from any sender shortens the timer',
  requirements: ['VRRP-FSM-BACKUP-020'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent; another says priority 0.',
  expectation: 'Takeover Skew_Time after that.',
  caughtMutants: ['ignores-priority-0', 'priority-0-at-once'],
  run: async (h) => {
    h.peer().stop()
    h.inbox.skip()
    const goodbye = h.peer('above', 1).send({ priority: 0 })
    const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(1)), 'takeover after priority 0')
    await h.takeoverOnTime(first, goodbye, h.times.skew(), 'takeover')
  },
})
