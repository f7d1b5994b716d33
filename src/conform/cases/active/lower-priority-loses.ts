import { defineCase } from '../../case.ts'
import { notOwner, roomAroundPriority } from '../../needs.ts'

export const lowerPriorityLoses = defineCase({
  id: 'active/lower-priority-loses',
  title: 'An Active Router stays Active against lower priorities',
  requirements: ['VRRP-FSM-ACTIVE-016', 'VRRP-FSM-ACTIVE-021'],
  needs: [notOwner, roomAroundPriority],
  startIn: 'Active',
  stimulus: 'Peers with priority 1 and with one below the device, an advert of each every interval.',
  expectation: 'The device goes on advertising.',
  caughtMutants: ['yields-to-anyone'],
  run: async (h) => {
    const peer = h.peer()
    peer.serve({ priority: h.router.priority - 1 })
    h.peer('above', 1).serve({ priority: 1 })
    const from = h.now()
    await h.pause(h.times.intervals(8))
    const seen = h.advertsBetween(from).length
    h.check(seen >= 6, 'an advert every interval', `${seen} adverts in 8 intervals`)
  },
})
