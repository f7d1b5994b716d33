import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, roomAroundPriority } from '../../needs.ts'

export const yieldsToHigherPriority = defineCase({
  id: 'active/yields-to-higher-priority',
  title: 'An Active Router steps down for priority one above its own',
  requirements: ['VRRP-FSM-ACTIVE-012'],
  needs: [notOwner, roomAroundPriority],
  startIn: 'Active',
  stimulus: 'A peer serves with priority one above its own.',
  expectation: 'At most one advert in flight, then silence; no priority 0.',
  caughtMutants: ['yields-with-goodbye'],
  run: async (h) => {
    h.peer().serve({ priority: h.router.priority + 1 })
    await h.pause(h.times.late)
    const from = h.now()
    await h.silence(ns(h.times.activeDown() + h.times.intervals(1)), 'the device steps down')
    const goodbye = h.advertsBetween(ns(from - h.times.late)).find(({ advert }) => advert.priority === 0)
    h.check(goodbye === undefined, 'no priority 0 when stepping down', 'an advert of priority 0')
  },
})
