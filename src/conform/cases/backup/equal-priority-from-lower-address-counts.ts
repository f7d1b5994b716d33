import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const equalPriorityFromLowerAddressCounts = defineCase({
  id: 'backup/equal-priority-from-lower-address-counts',
  title: 'In Backup, an equal priority from a lower address counts as good',
  requirements: ['VRRP-FSM-BACKUP-018'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A peer with the priority of the device and a lower address takes the place of the better one.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['tie-break-as-backup'],
  run: async (h) => {
    const equal = h.peer('below', 1)
    h.peer().stop()
    equal.serve({ priority: h.router.priority })
    await h.silence(ns(2 * h.times.activeDown() + h.times.intervals(1)), 'the device follows an equal priority')
  },
})
