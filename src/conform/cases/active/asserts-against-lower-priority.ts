import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, roomAroundPriority, version3 } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const assertsAgainstLowerPriority = defineCase({
  id: 'active/asserts-against-lower-priority',
  title: 'An Active Router answers a lower priority with an advert at once',
  requirements: ['VRRP-FSM-ACTIVE-017'],
  needs: [version3, notOwner, roomAroundPriority],
  startIn: 'Active',
  stimulus: '0.4 intervals after an advert, a peer with one less priority.',
  expectation: 'An advert at once.',
  caughtMutants: ['lower-delays-advert', 'silent-on-lower'],
  references: ['RFC 9568 6.4.3', 'RFC 9568 1.1'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    await h.until(ns(beat!.tNs + 0.4 * h.times.interval))
    h.inbox.skip()
    const asked = h.peer().send({ priority: h.router.priority - 1 })
    const answer = await h.advert(h.times.intervals(1), 'an advert at once')
    h.onTime(answer, asked, ns(0), 'the assertion')
  },
})
