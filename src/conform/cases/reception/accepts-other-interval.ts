import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const acceptsOtherInterval = defineCase({
  id: 'reception/accepts-other-interval',
  title: 'A version 3 receiver does not drop an advert for its interval',
  requirements: ['VRRP-RX-016'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer doubles its interval.',
  expectation: 'The device stays Backup for five of the new Active_Down_Intervals.',
  caughtMutants: ['refuses-other-intervals'],
  run: async (h) => {
    const doubled = h.times.scaled(2)
    h.peer().serve({ maxAdvertInterval: doubled })
    await h.silence(ns(3 * h.times.activeDown(doubled)), 'the device accepts the other interval and stays Backup')
  },
})
