import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { control } from '../../needs.ts'

export const saysGoodbye = defineCase({
  id: 'active/says-goodbye',
  title: 'An Active Router that is stopped says priority 0, once, and is silent',
  requirements: ['VRRP-FSM-ACTIVE-009'],
  needs: [control('stop'), control('start')],
  startIn: 'Active',
  stimulus: 'The device is stopped in good order.',
  expectation: 'An advert of priority 0, nothing after it.',
  caughtMutants: ['active-survives-shutdown', 'goodbye-with-priority', 'no-goodbye'],
  choreography: 'stop, start',
  run: async (h) => {
    h.inbox.skip()
    const { fromNs } = await h.act('stop')
    await h.pause(ns(h.times.activeDown() + h.times.intervals(1)))
    const adverts = h.advertsBetween(fromNs)
    await h.act('start')
    const goodbye = adverts.findIndex(({ advert }) => advert.priority === 0)
    h.check(goodbye >= 0, 'an advert of priority 0', 'none')
    h.check(
      adverts.slice(goodbye).every(({ advert }) => advert.priority === 0),
      'nothing after the goodbye',
      'another advert',
    )
  },
})
