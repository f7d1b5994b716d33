import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'
import { takeoverByLearnedInterval } from '../../procedures.ts'

export const learnsLongerInterval = defineCase({
  id: 'backup/learns-longer-interval',
  title: 'A Backup goes by a longer interval of the Active Router',
  requirements: ['VRRP-FSM-BACKUP-013', 'VRRP-TMR-004', 'VRRP-TMR-005'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves at 2 times the interval, then falls silent.',
  expectation: 'Takeover by the learned interval.',
  caughtMutants: ['down-of-own-interval'],
  run: (h) => takeoverByLearnedInterval(h, 2),
})
