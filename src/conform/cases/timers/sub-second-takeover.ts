import { defineCase } from '../../case.ts'
import { notOwner, quick, version3 } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const subSecondTakeover = defineCase({
  id: 'timers/sub-second-takeover',
  title: 'Sub-second intervals work',
  requirements: ['VRRP-TMR-008'],
  needs: [version3, notOwner, quick],
  startIn: 'Backup',
  stimulus: 'The better peer serves for twenty intervals, then falls silent.',
  expectation: 'No false takeover; takeover on time.',
  caughtMutants: ['skew-of-a-second'],
  run: async (h) => {
    await h.silence(h.times.intervals(20), 'no false takeover')
    const { lastGood, at } = await takeoverBySilence(h)
    await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
