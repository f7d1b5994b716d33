import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { lowHopLimits } from '../../defects.ts'
import { multicast, notOwner } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const discardedAdvertRestartsNoTimer = defineCase({
  id: 'reception/discarded-advert-restarts-no-timer',
  title: 'A discarded advert does not restart the timer of an Active Router',
  requirements: ['VRRP-RX-022', 'VRRP-FSM-ACTIVE-016'],
  needs: [notOwner, multicast],
  startIn: 'Active',
  stimulus: 'Adverts with hop limit 254 every 0.7 intervals.',
  expectation: 'The device keeps its beat.',
  caughtMutants: ['rejected-silences'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    const stranger = h.peer()
    for (let turn = 0; turn < 6; turn++) {
      stranger.send(lowHopLimits[0]!.changes)
      await h.pause(h.times.intervals(0.7))
    }
    const adverts = h.advertsBetween(ns(beat!.tNs + 1))
    const due = Math.floor((h.now() - beat!.tNs) / h.times.interval)
    h.check(adverts.length >= due - 1, `about ${due} adverts in that time`, `${adverts.length}`)
  },
})
