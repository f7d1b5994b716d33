import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { inMs } from '../../harness.ts'
import { watch } from '../../procedures.ts'

export const keepsItsInterval = defineCase({
  id: 'active/keeps-its-interval',
  title: 'The Active Router advertises every Advertisement_Interval',
  requirements: ['VRRP-FSM-ACTIVE-010', 'VRRP-TMR-001'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: 20 adverts are measured.',
  expectation: 'Each gap is the interval; so is the mean, within 1 % and 5 ms.',
  caughtMutants: ['advertises-late', 'advertises-twice', 'lossy'],
  run: async (h) => {
    const adverts = await watch(h, 21)
    for (let i = 1; i < adverts.length; i++)
      h.onTime(adverts[i]!, adverts[i - 1]!.tNs, h.times.interval, 'the next advert')
    const mean = (adverts.at(-1)!.tNs - adverts[0]!.tNs) / (adverts.length - 1)
    const drift = Math.abs(mean - h.times.interval)
    h.check(drift <= 0.01 * h.times.interval + 5e6, `a mean of ${inMs(h.times.interval)}`, inMs(ns(mean)))
  },
})
