import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { control, notOwner } from '../../needs.ts'

export const stopsSilently = defineCase({
  id: 'backup/stops-silently',
  title: 'A Backup that is stopped says no goodbye and never takes over',
  requirements: ['VRRP-FSM-BACKUP-006'],
  needs: [notOwner, control('stop'), control('start')],
  startIn: 'Backup',
  stimulus: 'The device is stopped; then the better peer falls silent, too.',
  expectation: 'No advert at all.',
  caughtMutants: ['backup-says-goodbye', 'backup-survives-shutdown'],
  choreography: 'stop as Backup',
  run: async (h) => {
    h.inbox.skip()
    await h.act('stop')
    await h.pause(h.times.intervals(1))
    h.peer().stop()
    const patience = ns(h.times.activeDown() + h.times.intervals(1))
    const late = await h.advertIfAny(patience)
    await h.act('start')
    h.check(late === undefined, 'silence', () => `an advert of priority ${late!.advert.priority}`)
  },
})
