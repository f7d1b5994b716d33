import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

const MOST_ADVERTS = 8

export const reflectedAdverts = defineCase({
  id: 'robustness/reflected-adverts',
  title: 'The own adverts, come back, change nothing',
  requirements: ['VRRP-RX-022', 'VRRP-FSM-ACTIVE-021'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Every advert of the device is sent back to it, for five intervals.',
  expectation: 'The device goes on at its interval, without a storm.',
  caughtMutants: ['answers-its-echo', 'source-changes'],
  run: async (h) => {
    const from = h.now()
    const until = ns(from + h.times.intervals(5))
    for (let adverts = 0; h.now() < until; adverts++) {
      h.check(adverts <= MOST_ADVERTS, 'an advert every interval', 'a storm of them')
      h.reflect(await h.advert(ns(h.times.intervals(1) + h.times.late), 'an advert every interval'))
    }
  },
})
