import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const equalPriorityHigherAddressWins = defineCase({
  id: 'active/equal-priority-higher-address-wins',
  title: 'With equal priority the device steps down for a greater address',
  requirements: ['VRRP-FSM-ACTIVE-013', 'VRRP-FSM-ACTIVE-015'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A peer with the same priority and a greater address serves.',
  expectation: 'The device steps down.',
  caughtMutants: ['ignores-tie'],
  run: async (h) => {
    h.peer('above').serve({ priority: h.router.priority })
    await h.pause(h.times.late)
    await h.silence(ns(h.times.activeDown()), 'the greater address wins')
  },
})
