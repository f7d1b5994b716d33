import { defineCase } from '../../case.ts'
import { ABSURD_INTERVAL, lowHopLimits } from '../../defects.ts'
import { multicast, notOwner, version3 } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const discardedIntervalIsNotLearned = defineCase({
  id: 'reception/discarded-interval-is-not-learned',
  title: 'The interval of a discarded advert is not learned',
  requirements: ['VRRP-TMR-009', 'VRRP-RX-022'],
  needs: [version3, notOwner, multicast],
  startIn: 'Backup',
  stimulus: 'Among good adverts comes one with hop limit 254 and an interval of 40.95 s; then silence.',
  expectation: 'Takeover by the interval of the good adverts.',
  caughtMutants: ['takes-any-hop-limit'],
  run: async (h) => {
    h.peer('above', 1).send({ maxAdvertInterval: ABSURD_INTERVAL, ...lowHopLimits[0]!.changes })
    const { lastGood, at } = await takeoverBySilence(h)
    await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
