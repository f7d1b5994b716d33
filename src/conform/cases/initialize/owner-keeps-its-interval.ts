import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { control, owner } from '../../needs.ts'
import { firstAfterStart, START_GRACE } from '../../restart.ts'

export const ownerKeepsItsInterval = defineCase({
  id: 'initialize/owner-keeps-its-interval',
  title: 'After its start the owner advertises every interval',
  requirements: ['VRRP-FSM-INIT-004'],
  needs: [owner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started.',
  expectation: 'Within four adverts from the first on, two are one interval apart; none come sooner.',
  caughtMutants: ['active-survives-shutdown'],
  choreography: 'stop, start',
  run: async (h) => {
    let last = (await firstAfterStart(h)).first.tNs
    // A daemon that has just started is busy: its first adverts may be late. Its timer is wrong if all of them are.
    for (let turn = 1; ; turn++) {
      const { tNs } = await h.advert(ns(h.times.interval + START_GRACE), 'the next advert')
      const isLate = tNs - last > h.times.interval + h.times.late
      if (!isLate || turn === 3) return h.onTime(tNs, last, h.times.interval, 'the next advert')
      last = tNs
    }
  },
})
