import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

const MIN_FRAME_LEN = 60

const padded = (filler: number) => (frame: Uint8Array) => {
  const whole = new Uint8Array(Math.max(MIN_FRAME_LEN, frame.length)).fill(filler)
  whole.set(frame)
  return whole
}

export const acceptsPadding = defineCase({
  id: 'reception/accepts-padding',
  title: 'Ethernet padding is no part of the message',
  requirements: ['VRRP-RX-007'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer pads its adverts to 60 bytes, with zeros and with garbage.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['refuses-padding'],
  run: async (h) => {
    h.peer().repeat((turn) => ({ tamper: padded(turn % 2 === 0 ? 0 : 0xa5) }))
    const { times } = h
    await h.silence(ns(2 * times.activeDown()), 'the device accepts padded adverts and stays Backup')
  },
})
