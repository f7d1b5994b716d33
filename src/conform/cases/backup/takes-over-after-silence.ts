import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const takesOverAfterSilence = defineCase({
  id: 'backup/takes-over-after-silence',
  title: 'A Backup takes over one Active_Down_Interval after the last advert',
  requirements: ['VRRP-FSM-BACKUP-007', 'VRRP-TMR-003', 'VRRP-TMR-005', 'VRRP-FSM-BACKUP-014'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'The first advert of the device comes Active_Down_Interval after the last one of the peer.',
  caughtMutants: ['late-adverts', 'takes-over-silently', 'down-after-four'],
  run: async (h) => {
    const { lastGood, at } = await takeoverBySilence(h)
    h.onTime(at, lastGood, h.times.activeDown(), 'takeover')
  },
})
