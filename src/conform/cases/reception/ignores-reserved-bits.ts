import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const ignoresReservedBits = defineCase({
  id: 'reception/ignores-reserved-bits',
  title: 'The reserved bits are not read as part of the interval',
  requirements: ['VRRP-RX-021'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer sets all reserved bits, then falls silent.',
  expectation: 'The device stays Backup while it serves, and takes over by the interval without those bits.',
  caughtMutants: ['refuses-reserved-bits'],
  run: async (h) => {
    const peer = h.peer()
    peer.repeat(() => ({ reserved: 15 }))
    await h.silence(ns(h.times.activeDown() + h.times.intervals(2)), 'the device accepts reserved bits')
    const { lastGood, at } = await takeoverBySilence(h)
    await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
