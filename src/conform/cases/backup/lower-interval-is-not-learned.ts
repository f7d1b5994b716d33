import { defineCase } from '../../case.ts'
import { ABSURD_INTERVAL } from '../../defects.ts'
import { notOwner, preempting, roomAroundPriority, version3 } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const lowerIntervalIsNotLearned = defineCase({
  id: 'backup/lower-interval-is-not-learned',
  title: 'The interval of an ignored lower advert is not learned',
  requirements: ['VRRP-TMR-009'],
  needs: [version3, notOwner, preempting, roomAroundPriority],
  startIn: 'Backup',
  stimulus: 'A lower advert with an interval of 40.95 s comes among good ones; then silence.',
  expectation: 'Takeover by the interval of the good adverts.',
  caughtMutants: ['learns-from-ignored'],
  run: async (h) => {
    h.peer('below').send({ priority: h.router.priority - 1, maxAdvertInterval: ABSURD_INTERVAL })
    const { lastGood, at } = await takeoverBySilence(h)
    await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
