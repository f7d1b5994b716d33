import { cs, ns, nsFromCs } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const learnsLongerInterval = defineCase({
  id: 'backup/learns-longer-interval',
  title: 'A Backup goes by a longer interval of the Active Router',
  requirements: ['VRRP-FSM-BACKUP-013', 'VRRP-TMR-004', 'VRRP-TMR-005'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves at 2 times the interval, then falls silent.',
  expectation: 'Takeover by the learned interval.',
  caughtMutants: ['down-of-own-interval'],
  run: async (h) => {
    const learned = h.times.scaled(2)
    const peer = h.peer()
    peer.serve({ maxAdvertInterval: learned })
    await h.pause(nsFromCs(cs(3 * learned)))
    const lastGood = peer.stop()
    h.inbox.skip()
    const first = await h.advert(ns(h.times.activeDown(learned) + h.times.intervals(4)), 'takeover after silence')
    h.onTime(first, lastGood, h.times.activeDown(learned), 'takeover')
  },
})
