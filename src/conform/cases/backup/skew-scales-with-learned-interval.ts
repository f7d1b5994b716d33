import { cs, ns, nsFromCs } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const skewScalesWithLearnedInterval = defineCase({
  id: 'backup/skew-scales-with-learned-interval',
  title: 'Skew_Time scales with the learned interval',
  requirements: ['VRRP-TMR-004', 'VRRP-FSM-BACKUP-013'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves at three times the interval, then says priority 0.',
  expectation: 'Takeover after the Skew_Time of the learned interval.',
  caughtMutants: ['skew-of-own-interval'],
  run: async (h) => {
    const learned = h.times.scaled(3)
    const peer = h.peer()
    peer.serve({ maxAdvertInterval: learned })
    await h.pause(nsFromCs(cs(2 * learned)))
    peer.stop()
    h.inbox.skip()
    const goodbye = peer.send({ priority: 0, maxAdvertInterval: learned })
    const first = await h.advert(ns(h.times.activeDown(learned)), 'takeover after priority 0')
    await h.takeoverOnTime(first, goodbye, h.times.skew(learned), 'takeover')
  },
})
