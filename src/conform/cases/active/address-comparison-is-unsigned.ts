import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const addressComparisonIsUnsigned = defineCase({
  id: 'active/address-comparison-is-unsigned',
  title: 'The tie-break compares addresses as unsigned numbers',
  requirements: ['VRRP-FSM-ACTIVE-015'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'Peers with the same priority whose addresses differ from the device in a byte above 127.',
  expectation: 'The numerically greater address wins.',
  caughtMutants: ['tie-compares-signed'],
  run: async (h) => {
    const peer = h.peer('above', 2)
    peer.serve({ priority: h.router.priority })
    await h.pause(h.times.late)
    await h.silence(ns(h.times.activeDown()), `${peer.identity.address.text} is greater than ${h.address.text}`)
  },
})
