import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const equalPriorityLowerAddressLoses = defineCase({
  id: 'active/equal-priority-lower-address-loses',
  title: 'With equal priority the device stays Active against a lower address',
  requirements: ['VRRP-FSM-ACTIVE-014', 'VRRP-FSM-ACTIVE-015'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A peer with the same priority and a lower address serves for six intervals.',
  expectation: 'The device goes on.',
  caughtMutants: ['tie-compares-host-order'],
  run: async (h) => {
    const peer = h.peer('below')
    peer.serve({ priority: h.router.priority })
    await h.pause(h.times.intervals(6))
    peer.stop()
    h.inbox.skip()
    await h.advert(ns(h.times.intervals(1) + h.times.late), 'the device stays Active')
  },
})
