import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { owner, version3 } from '../../needs.ts'

export const ownerStaysAgainstLesserOwner = defineCase({
  id: 'reception/owner-stays-against-lesser-owner',
  title: 'Of two owners the one with the greater address stays',
  requirements: ['VRRP-RX-011'],
  needs: [version3, owner],
  startIn: 'Active',
  stimulus: 'A peer with priority 255 and a lower address serves for four intervals.',
  expectation: 'An advert of the device within an interval after that: it never stepped down.',
  caughtMutants: ['tie-compares-host-order', 'tie-lower-wins', 'yields-to-any-tie'],
  run: async (h) => {
    const peer = h.peer('below')
    peer.serve({ priority: 255 })
    await h.pause(h.times.intervals(4))
    peer.stop()
    h.inbox.skip()
    await h.advert(ns(h.times.intervals(1) + h.times.late), 'the device is still Active')
  },
})
