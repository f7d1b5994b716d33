import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const assertsAgainstLostTie = defineCase({
  id: 'active/asserts-against-lost-tie',
  title: 'An Active Router answers an equal priority from a lower address with an advert at once',
  requirements: ['VRRP-FSM-ACTIVE-017', 'VRRP-FSM-ACTIVE-014'],
  needs: [version3, notOwner],
  startIn: 'Active',
  stimulus: '0.4 intervals after an advert, one of equal priority from a lower address.',
  expectation: 'An advert at once.',
  caughtMutants: ['silent-on-won-tie'],
  references: ['RFC 9568 6.4.3', 'RFC 9568 1.1'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    await h.until(ns(beat!.tNs + 0.4 * h.times.interval))
    h.inbox.skip()
    const asked = h.peer('below').send({ priority: h.router.priority })
    const answer = await h.advert(h.times.intervals(1), 'an advert at once')
    h.onTime(answer, asked, ns(0), 'the assertion')
  },
})
