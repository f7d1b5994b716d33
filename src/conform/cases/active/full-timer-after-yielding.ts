import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const fullTimerAfterYielding = defineCase({
  id: 'active/full-timer-after-yielding',
  title: 'After stepping down the device waits a full Active_Down_Interval',
  requirements: ['VRRP-FSM-ACTIVE-012'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A peer outbids the device, three times, and falls silent.',
  expectation: 'Takeover Active_Down_Interval after the last advert of the peer.',
  caughtMutants: ['deaf-backup'],
  run: async (h) => {
    const peer = h.peer()
    for (let turn = 0; turn < 3; turn++) {
      peer.send()
      await h.pause(h.times.intervals(1))
    }
    h.inbox.skip()
    const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(1)), 'takeover after silence')
    await h.takeoverOnTime(first, peer.lastSent!, h.times.activeDown(), 'takeover')
  },
})
