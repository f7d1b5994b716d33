import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { underMalformedFlood } from '../../flood.ts'
import { notOwner } from '../../needs.ts'

export const survivesMalformedFlood = defineCase({
  id: 'robustness/survives-malformed-flood',
  title: 'Malformed packets neither harm an Active Router nor change its state',
  requirements: ['VRRP-SEC-009'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A thousand spoilt adverts: bits flipped, cut short, counts of 255, random payloads.',
  expectation: 'An advert within an interval after it; it still steps down for a good one.',
  caughtMutants: ['dies-of-garbage'],
  choreography: 'flood',
  run: async (h) => {
    await underMalformedFlood(h, 'Active', async () => {
      h.inbox.skip()
      await h.advert(ns(h.times.intervals(1) + h.times.late), 'the device is still Active')
      h.peer().serve()
      await h.pause(h.times.late)
      await h.silence(h.times.intervals(2), 'the device still steps down for a good advert')
    })
  },
})
