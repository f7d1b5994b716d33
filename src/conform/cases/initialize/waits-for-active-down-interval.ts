import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { inMs } from '../../harness.ts'
import { control, notOwner } from '../../needs.ts'
import { firstAfterStart, START_GRACE } from '../../restart.ts'

export const waitsForActiveDownInterval = defineCase({
  id: 'initialize/waits-for-active-down-interval',
  title: 'A router that is no owner waits for Active_Down_Interval when it starts',
  requirements: ['VRRP-FSM-INIT-005', 'VRRP-FSM-INIT-006'],
  needs: [notOwner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started, alone.',
  expectation: 'Its first advert comes Active_Down_Interval later, by its own interval.',
  caughtMutants: ['never-takes-over', 'starts-active', 'starts-after-skew'],
  choreography: 'stop, start',
  run: async (h) => {
    const { first, start } = await firstAfterStart(h)
    const took = ns(first.tNs - start.fromNs)
    h.check(
      took >= h.times.activeDown() - h.times.early,
      `not before ${inMs(h.times.activeDown())}`,
      `after ${inMs(took)}`,
    )
    const latest = ns(h.times.activeDown() + START_GRACE + h.times.late)
    const since = ns(first.tNs - start.toNs)
    h.check(since <= latest, `not after ${inMs(latest)}`, `after ${inMs(since)}`)
  },
})
