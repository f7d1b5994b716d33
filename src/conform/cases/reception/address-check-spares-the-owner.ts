import { parseIp } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { inMs } from '../../harness.ts'
import { ipv4, notOwner, version2 } from '../../needs.ts'

export const addressCheckSparesTheOwner = defineCase({
  id: 'reception/address-check-spares-the-owner',
  title: 'A version 2 receiver that checks the address list still follows priority 255',
  requirements: ['VRRP-RX-019', 'VRRP-RX-018'],
  needs: [version2, ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer lists a foreign address, first with priority 254, then with 255.',
  expectation: 'If it drops the first, it follows the second.',
  caughtMutants: ['refuses-other-addresses'],
  run: async (h) => {
    const foreign = [parseIp('198.51.100.77')!]
    const peer = h.peer()
    peer.repeat(() => ({ addresses: foreign }))
    const dropped = await h.advertIfAny(ns(h.times.activeDown() + h.times.intervals(2)))
    if (dropped === undefined) {
      peer.stop()
      return void h.notes.push('the address list is not checked')
    }
    peer.serve({ addresses: foreign, priority: 255 })
    await h.pause(ns(h.times.late))
    await h.silence(ns(h.times.activeDown() + h.times.intervals(1)), 'an owner is followed whatever it lists')
    // An Active Router that only holds its tongue while it hears others speaks an interval later; a Backup waits for more.
    const last = peer.stop()
    const next = await h.advertIfAny(h.times.intervals(2))
    h.check(
      next === undefined,
      'a Backup that waits for Active_Down_Interval',
      () => `an advert after ${inMs(ns(next!.tNs - last))}`,
    )
  },
})
