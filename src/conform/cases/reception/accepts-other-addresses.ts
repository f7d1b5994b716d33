import { parseIp } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const acceptsOtherAddresses = defineCase({
  id: 'reception/accepts-other-addresses',
  title: 'A version 3 receiver processes adverts with another address list',
  requirements: ['VRRP-RX-020', 'VRRP-RX-018'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus:
    'The better peer lists more addresses, others, and the same in another order, each for longer than Active_Down_Interval.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['refuses-other-addresses'],
  run: async (h) => {
    const { addresses, family } = h.router
    const foreign = parseIp(family === 4 ? '198.51.100.77' : 'fe80::77:77')!
    const reversed = [...addresses].reverse()
    // IPv6 keeps its link-local address in front: another order there would be another defect.
    const lists = family === 4 ? [[...addresses, foreign], [foreign], reversed] : [[...addresses, foreign], [foreign]]
    for (const list of lists) {
      h.peer().repeat(() => ({ addresses: list }))
      const words = list.map(({ text }) => text).join(', ')
      await h.silence(ns(h.times.activeDown() + h.times.intervals(1)), `the device accepts the list ${words}`)
    }
  },
})
