import { defineCase } from '../../case.ts'
import { notOwner, version3 } from '../../needs.ts'
import { takeoverByLearnedInterval } from '../../procedures.ts'

export const learnsShorterInterval = defineCase({
  id: 'backup/learns-shorter-interval',
  title: 'A Backup goes by a shorter interval of the Active Router',
  requirements: ['VRRP-FSM-BACKUP-013', 'VRRP-TMR-004', 'VRRP-TMR-005'],
  needs: [version3, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer serves at 0.5 times the interval, then falls silent.',
  expectation: 'Takeover by the learned interval.',
  caughtMutants: ['learns-only-longer'],
  run: (h) => takeoverByLearnedInterval(h, 0.5),
})
