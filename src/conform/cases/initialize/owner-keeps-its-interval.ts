import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { control, owner } from '../../needs.ts'
import { firstAfterStart } from '../../restart.ts'

export const ownerKeepsItsInterval = defineCase({
  id: 'initialize/owner-keeps-its-interval',
  title: 'After its start the owner advertises every interval',
  requirements: ['VRRP-FSM-INIT-004'],
  needs: [owner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started.',
  expectation: 'The second advert comes one interval after the first.',
  caughtMutants: ['active-survives-shutdown'],
  choreography: 'stop, start',
  run: async (h) => {
    const first = await firstAfterStart(h)
    const second = await h.advert(ns(2 * h.times.interval), 'a second advert')
    h.onTime(second, first.tNs, h.times.interval, 'the second advert')
  },
})
