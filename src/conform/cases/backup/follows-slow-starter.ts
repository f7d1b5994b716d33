import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'

export const followsSlowStarter = defineCase({
  id: 'backup/follows-slow-starter',
  title: 'A Backup that was too hasty steps down at the next better advert',
  requirements: ['VRRP-CFG-008', 'VRRP-FSM-ACTIVE-012'],
  needs: [version3, notOwner],
  startIn: 'Active',
  stimulus: 'A better peer serves at four times the interval of the device.',
  expectation: 'The device steps down at its first advert and stays Backup.',
  caughtMutants: ['down-of-own-interval', 'interval-not-learned', 'yields-with-own-interval'],
  run: async (h) => {
    const slow = h.times.scaled(4)
    h.peer().serve({ maxAdvertInterval: slow })
    await h.pause(h.times.late)
    await h.silence(ns(2 * h.times.activeDown(slow)), 'the device stays Backup behind the slow peer')
  },
})
