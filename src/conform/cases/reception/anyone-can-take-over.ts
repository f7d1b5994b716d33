import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { noAuthentication, notOwner } from '../../needs.ts'

export const anyoneCanTakeOver = defineCase({
  id: 'reception/anyone-can-take-over',
  title: 'Without authentication, any station can take the Active role',
  requirements: ['VRRP-SEC-002'],
  needs: [noAuthentication, notOwner],
  startIn: 'Active',
  stimulus: 'A stranger outbids the device.',
  expectation: 'It is obeyed: that is the protocol, recorded.',
  caughtMutants: ['yields-for-skew'],
  level: 'MAY',
  run: async (h) => {
    const peer = h.peer()
    peer.serve()
    await h.pause(ns(h.times.late))
    await h.silence(h.times.intervals(2), 'the device steps down')
    h.notes.push('a station without any secret took the role')
  },
})
