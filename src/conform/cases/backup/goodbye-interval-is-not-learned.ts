import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { ABSURD_INTERVAL } from '../../defects.ts'
import { notOwner, version3 } from '../../needs.ts'

export const goodbyeIntervalIsNotLearned = defineCase({
  id: 'backup/goodbye-interval-is-not-learned',
  title: 'The interval of a priority 0 advert is not learned',
  requirements: ['VRRP-TMR-009', 'VRRP-FSM-BACKUP-020'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'Priority 0 with an interval of 40.95 s.',
  expectation: 'Takeover after the Skew_Time of the interval in force.',
  caughtMutants: ['priority-0-teaches-interval'],
  run: async (h) => {
    h.peer().stop()
    h.inbox.skip()
    const goodbye = h.peer('above', 1).send({ priority: 0, maxAdvertInterval: ABSURD_INTERVAL })
    const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(1)), 'takeover after priority 0')
    await h.takeoverOnTime(first, goodbye, h.times.skew(), 'takeover')
  },
})
