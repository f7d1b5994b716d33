import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const backupIsSilent = defineCase({
  id: 'transmission/backup-is-silent',
  title: 'A Backup sends no adverts',
  requirements: ['VRRP-TX-007', 'VRRP-RX-024'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves for three Active_Down_Intervals.',
  expectation: 'No advert of the device.',
  caughtMutants: ['advertises-as-backup'],
  run: async (h) => {
    await h.silence(ns(3 * h.times.activeDown()), 'a Backup that keeps silent')
  },
})
