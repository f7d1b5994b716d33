import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { multicast, notOwner } from '../../needs.ts'
import { OUTBID } from '../../procedures.ts'

export const unicastAdvert = defineCase({
  id: 'reception/unicast-advert',
  title: 'What a device does with an advert to its own address is recorded',
  requirements: ['VRRP-SEC-010'],
  needs: [multicast, notOwner],
  startIn: 'Active',
  stimulus: 'An advert of priority 254 to the unicast address of the device.',
  expectation: 'None: the RFCs know multicast only; recorded.',
  caughtMutants: ['advertises-once'],
  run: async (h) => {
    const { address, deviceMac } = h
    h.peer().send({ priority: OUTBID, dst: address, dstMac: deviceMac })
    h.inbox.skip()
    await h.pause(h.times.late)
    const still = await h.advertIfAny(h.times.intervals(2))
    const accepted = still === undefined
    const next = await h.advertIfAny(ns(h.times.activeDown() + h.times.late))
    h.check(next !== undefined, 'the device serves again', 'silence')
    h.notes.push(accepted ? 'accepted: the device stepped down' : 'discarded')
  },
})
