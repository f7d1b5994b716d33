import { defineCase } from '../../case.ts'
import { notOwner, roomAroundPriority } from '../../needs.ts'

export const electionIsStable = defineCase({
  id: 'active/election-is-stable',
  title: 'Challengers of equal and lower preference cause no transition',
  requirements: ['VRRP-FSM-ACTIVE-021'],
  needs: [notOwner, roomAroundPriority],
  startIn: 'Active',
  stimulus: 'Thirty intervals with a lower and an equal challenger of lower address, once each interval.',
  expectation: 'The device advertises throughout, without priority 0.',
  caughtMutants: ['yields-to-anyone'],
  run: async (h) => {
    h.peer('below').serve({ priority: h.router.priority })
    h.peer('below', 1).serve({ priority: h.router.priority - 1 })
    const from = h.now()
    await h.pause(h.times.intervals(30))
    const adverts = h.advertsBetween(from)
    h.check(adverts.length >= 28, 'an advert every interval', `${adverts.length} adverts in 30 intervals`)
    h.check(!adverts.some(({ advert }) => advert.priority === 0), 'no goodbye', 'an advert of priority 0')
  },
})
