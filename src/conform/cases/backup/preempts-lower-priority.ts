import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, preempting, roomAroundPriority } from '../../needs.ts'

export const preemptsLowerPriority = defineCase({
  id: 'backup/preempts-lower-priority',
  title: 'A Backup with preemption lets its timer run in spite of lower adverts',
  requirements: ['VRRP-FSM-BACKUP-015', 'VRRP-FSM-BACKUP-016', 'VRRP-CFG-005'],
  needs: [notOwner, preempting, roomAroundPriority],
  startIn: 'Backup',
  stimulus: 'The better peer lowers its priority below that of the device.',
  expectation: 'Takeover Active_Down_Interval after the last higher advert, not sooner.',
  caughtMutants: ['never-preempts', 'preempts-at-once'],
  run: async (h) => {
    const peer = h.peer()
    const lastHigher = peer.stop()
    peer.repeat(() => ({ priority: h.router.priority - 1 }))
    h.inbox.skip()
    const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(2)), 'preemption')
    await h.takeoverOnTime(first, lastHigher, h.times.activeDown(), 'preemption')
  },
})
