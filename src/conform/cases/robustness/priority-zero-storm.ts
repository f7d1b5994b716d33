import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const priorityZeroStorm = defineCase({
  id: 'robustness/priority-zero-storm',
  title: 'Whether repeated priority 0 keeps a Backup from taking over is recorded',
  requirements: ['VRRP-SEC-003'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent; priority 0 comes every half Skew_Time for two Active_Down_Intervals.',
  expectation: 'Recorded: the RFCs allow that it never takes over.',
  caughtMutants: ['priority-0-full-wait'],
  run: async (h) => {
    const peer = h.peer()
    peer.stop()
    h.inbox.skip()
    const until = ns(h.now() + 2 * h.times.activeDown())
    const pauseNs = ns(Math.max(h.times.skew() / 2, 1e6))
    for (let taken = false; !taken && h.now() < until; ) {
      peer.send({ priority: 0 })
      taken = (await h.advertIfAny(pauseNs)) !== undefined
      if (taken) h.notes.push('it takes over all the same')
    }
    if (h.notes.length === 0) h.notes.push('it never takes over while that lasts')
    const freed = peer.lastSent!
    if (h.notes[0]!.startsWith('it never')) {
      const first = await h.advert(ns(h.times.activeDown()), 'takeover once it ends')
      await h.takeoverOnTime(first, freed, h.times.skew(), 'takeover')
    }
  },
})
