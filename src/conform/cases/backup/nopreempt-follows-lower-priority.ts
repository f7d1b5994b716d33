import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, notPreempting, roomAroundPriority } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const nopreemptFollowsLowerPriority = defineCase({
  id: 'backup/nopreempt-follows-lower-priority',
  title: 'A Backup without preemption follows lower adverts',
  requirements: ['VRRP-FSM-BACKUP-017'],
  needs: [notOwner, notPreempting, roomAroundPriority],
  startIn: 'Backup',
  stimulus: 'The peer goes on with priority 1; then falls silent.',
  expectation: 'The device stays Backup; it takes over Active_Down_Interval after the last one.',
  caughtMutants: ['preempts-always'],
  run: async (h) => {
    const peer = h.peer()
    peer.repeat(() => ({ priority: 1 }))
    await h.silence(ns(2 * h.times.activeDown()), 'the device follows priority 1')
    const { lastGood, at } = await takeoverBySilence(h)
    await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
