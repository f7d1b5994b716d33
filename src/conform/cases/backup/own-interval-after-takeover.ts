import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const ownIntervalAfterTakeover = defineCase({
  id: 'backup/own-interval-after-takeover',
  title: 'After a takeover the adverts come at the own interval',
  requirements: ['VRRP-FSM-BACKUP-011'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves at three times the interval, then falls silent.',
  expectation: 'Adverts announce and keep the own interval.',
  caughtMutants: ['down-after-four', 'first-interval-learned', 'interval-doubled', 'interval-zero'],
  run: async (h) => {
    const tripled = h.times.scaled(3)
    const peer = h.peer()
    peer.serve({ maxAdvertInterval: tripled })
    await h.pause(h.times.late)
    peer.stop()
    h.inbox.skip()
    const first = await h.advert(ns(h.times.activeDown(tripled) + h.times.intervals(2)), 'takeover after silence')
    const second = await h.advert(h.times.intervals(4), 'a second advert')
    h.onTime(second, first.tNs, h.times.interval, 'the second advert')
    h.check(
      first.advert.maxAdvertInterval === h.router.advertInterval,
      'the own interval',
      `${first.advert.maxAdvertInterval} cs`,
    )
  },
})
