import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, notPreempting, roomAroundPriority } from '../../needs.ts'

export const nopreemptYields = defineCase({
  id: 'active/nopreempt-yields',
  title: 'Preempt_Mode plays no role in Active',
  requirements: ['VRRP-FSM-ACTIVE-019'],
  needs: [notOwner, notPreempting, roomAroundPriority],
  startIn: 'Active',
  stimulus: 'A peer serves with one more priority.',
  expectation: 'The device steps down.',
  caughtMutants: ['deaf-backup', 'yields-only-with-preempt'],
  run: async (h) => {
    h.peer().serve({ priority: h.router.priority + 1 })
    await h.pause(h.times.late)
    await h.silence(ns(h.times.activeDown()), 'the device steps down')
  },
})
