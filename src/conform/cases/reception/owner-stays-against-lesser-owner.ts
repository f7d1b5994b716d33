import { defineCase } from '../../case.ts'
import { owner, version3 } from '../../needs.ts'

export const ownerStaysAgainstLesserOwner = defineCase({
  id: 'reception/owner-stays-against-lesser-owner',
  title: 'Of two owners the one with the greater address stays',
  requirements: ['VRRP-RX-011'],
  needs: [version3, owner],
  startIn: 'Active',
  stimulus: 'A peer with priority 255 and a lower address serves for four intervals.',
  expectation: 'The device goes on.',
  caughtMutants: ['tie-compares-host-order', 'tie-lower-wins', 'yields-to-any-tie'],
  run: async (h) => {
    h.peer('below').serve({ priority: 255 })
    const from = h.now()
    await h.pause(h.times.intervals(4))
    const seen = h.advertsBetween(from).length
    h.check(seen >= 3, 'an advert every interval', `${seen} in 4 intervals`)
  },
})
