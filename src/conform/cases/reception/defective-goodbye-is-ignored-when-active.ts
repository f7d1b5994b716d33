import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { lowHopLimits } from '../../defects.ts'
import { multicast, notOwner } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const defectiveGoodbyeIsIgnoredWhenActive = defineCase({
  id: 'reception/defective-goodbye-is-ignored-when-active',
  title: 'An Active Router does not answer a defective advert of priority 0',
  requirements: ['VRRP-RX-022'],
  needs: [notOwner, multicast],
  startIn: 'Active',
  stimulus: 'Half an interval after an advert, one of priority 0 with hop limit 254.',
  expectation: 'No advert before the next regular one.',
  caughtMutants: ['rejected-provokes'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    await h.until(ns(beat!.tNs + 0.4 * h.times.interval))
    h.peer().send({ priority: 0, ...lowHopLimits[0]!.changes })
    await h.silence(ns(0.4 * h.times.interval), 'no advert out of turn')
  },
})
