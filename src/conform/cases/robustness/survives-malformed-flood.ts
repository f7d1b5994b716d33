import { defineCase } from '../../case.ts'
import { malformedFlood } from '../../flood.ts'
import { notOwner } from '../../needs.ts'

export const survivesMalformedFlood = defineCase({
  id: 'robustness/survives-malformed-flood',
  title: 'Malformed packets neither harm an Active Router nor change its state',
  requirements: ['VRRP-SEC-009'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A thousand spoilt adverts: bits flipped, cut short, counts of 255, random payloads.',
  expectation: 'Its adverts go on; it still steps down for a good one.',
  caughtMutants: ['rejected-silences'],
  run: async (h) => {
    const adverts = await malformedFlood(h)
    h.check(adverts >= 3, 'an advert every interval', `${adverts} adverts in 5 intervals`)
    h.peer().serve()
    await h.pause(h.times.late)
    await h.silence(h.times.intervals(2), 'the device still steps down for a good advert')
  },
})
