import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const learnsIntervalOfWinner = defineCase({
  id: 'active/learns-interval-of-winner',
  title: 'Stepping down, a version 3 router goes by the interval of the winner',
  requirements: ['VRRP-FSM-ACTIVE-018'],
  needs: [version3, notOwner],
  startIn: 'Active',
  stimulus: 'One single better advert with three times the interval.',
  expectation: 'Takeover by the interval of that advert.',
  caughtMutants: ['yields-with-own-interval'],
  run: async (h) => {
    const tripled = h.times.scaled(3)
    h.inbox.skip()
    const only = h.peer().send({ maxAdvertInterval: tripled })
    await h.pause(h.times.late)
    h.inbox.skip()
    const first = await h.advert(ns(h.times.activeDown(tripled) + h.times.intervals(1)), 'takeover after silence')
    await h.takeoverOnTime(first, only, h.times.activeDown(tripled), 'takeover')
  },
})
