import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { ABSURD_INTERVAL } from '../../defects.ts'
import { notOwner, version3 } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const recoversFromLongInterval = defineCase({
  id: 'robustness/recovers-from-long-interval',
  title: 'A single advert with a very long interval is forgotten at the next good one',
  requirements: ['VRRP-SEC-004', 'VRRP-FSM-BACKUP-013'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'One advert with 40.95 s among good ones; then silence.',
  expectation: 'Takeover by the interval of the last good advert.',
  caughtMutants: ['learns-only-longer'],
  run: async (h) => {
    h.peer('above', 1).send({ maxAdvertInterval: ABSURD_INTERVAL })
    await h.pause(ns(h.times.intervals(1) + h.times.late))
    const { lastGood, at } = await takeoverBySilence(h)
    await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
