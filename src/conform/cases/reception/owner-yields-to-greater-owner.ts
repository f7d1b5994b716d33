import { defineCase } from '../../case.ts'
import { owner, version3 } from '../../needs.ts'

export const ownerYieldsToGreaterOwner = defineCase({
  id: 'reception/owner-yields-to-greater-owner',
  title: 'Of two owners the one with the lower address steps down',
  requirements: ['VRRP-RX-011'],
  needs: [version3, owner],
  startIn: 'Active',
  stimulus: 'A peer with priority 255 and a greater address serves.',
  expectation: 'The device stops advertising.',
  caughtMutants: ['owner-is-deaf'],
  run: async (h) => {
    h.peer('above').serve({ priority: 255 })
    await h.pause(h.times.late)
    await h.silence(h.times.intervals(3), 'the device steps down')
  },
})
