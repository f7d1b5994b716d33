import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const priorityZeroLeavesSkew = defineCase({
  id: 'backup/priority-zero-leaves-skew',
  title: 'After priority 0 a Backup takes over in Skew_Time',
  requirements: ['VRRP-FSM-BACKUP-012', 'VRRP-TMR-002', 'VRRP-TMR-004'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer says priority 0 and falls silent.',
  expectation: 'The first advert of the device comes Skew_Time later.',
  caughtMutants: ['ignores-priority-0'],
  run: async (h) => {
    const peer = h.peer()
    peer.stop()
    h.inbox.skip()
    const goodbye = peer.send({ priority: 0 })
    const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(1)), 'takeover after priority 0')
    await h.takeoverOnTime(first, goodbye, h.times.skew(), 'takeover')
  },
})
