import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { inMs } from '../../harness.ts'
import { control, notOwner } from '../../needs.ts'
import { START_GRACE } from '../../restart.ts'

export const linkLossIsARestart = defineCase({
  id: 'initialize/link-loss-is-a-restart',
  title: 'After the link was lost a router waits for Active_Down_Interval again',
  requirements: ['VRRP-FSM-INIT-008'],
  needs: [notOwner, control('link')],
  startIn: 'Active',
  stimulus: 'The link of the device goes down for two intervals and comes back.',
  expectation:
    'No advert before Active_Down_Interval after that, or an uninterrupted stream where the device did not see the loss.',
  caughtMutants: ['skew-inverted'],
  choreography: 'link',
  run: async (h) => {
    await h.act('link down')
    await h.pause(h.times.intervals(2))
    h.inbox.skip()
    const { fromNs } = await h.act('link up')
    const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(2) + START_GRACE), 'the device comes back')
    const took = ns(first.tNs - fromNs)
    if (took <= h.times.interval + h.times.late) return void h.notes.push('the device did not see the loss')
    h.check(
      took >= h.times.activeDown() - h.times.early,
      `not before ${inMs(h.times.activeDown())}`,
      `after ${inMs(took)}`,
    )
  },
})
