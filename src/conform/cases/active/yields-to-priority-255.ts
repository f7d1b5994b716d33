import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, roomAroundPriority } from '../../needs.ts'

export const yieldsToPriority255 = defineCase({
  id: 'active/yields-to-priority-255',
  title: 'An Active Router steps down for priority 255',
  requirements: ['VRRP-FSM-ACTIVE-012'],
  needs: [notOwner, roomAroundPriority],
  startIn: 'Active',
  stimulus: 'A peer serves with priority 255.',
  expectation: 'At most one advert in flight, then silence; no priority 0.',
  caughtMutants: ['refuses-priority-255'],
  run: async (h) => {
    h.peer().serve({ priority: 255 })
    await h.pause(h.times.late)
    const from = h.now()
    await h.silence(ns(h.times.activeDown() + h.times.intervals(1)), 'the device steps down')
    const goodbye = h.advertsBetween(ns(from - h.times.late)).find(({ advert }) => advert.priority === 0)
    h.check(goodbye === undefined, 'no priority 0 when stepping down', 'an advert of priority 0')
  },
})
