import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const toleratesTwoLostAdverts = defineCase({
  id: 'backup/tolerates-two-lost-adverts',
  title: 'Two lost adverts in a row cause no takeover',
  requirements: ['VRRP-TMR-006'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer leaves out two adverts, three times.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['down-after-two', 'down-in-whole-seconds', 'down-without-skew', 'skew-missing'],
  run: async (h) => {
    const peer = h.peer()
    peer.stop()
    h.inbox.skip()
    for (let round = 0; round < 3; round++) {
      await h.pause(ns(3 * h.times.interval - (h.now() - peer.lastSent!)))
      peer.send()
    }
    const early = h.advertsBetween(ns(h.now() - 9 * h.times.interval))
    h.check(early.length === 0, 'no takeover', () => `an advert of priority ${early[0]!.advert.priority}`)
  },
})
