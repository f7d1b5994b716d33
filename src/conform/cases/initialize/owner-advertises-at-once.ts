import { ns, nsFromSec } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { inMs } from '../../harness.ts'
import { control, owner } from '../../needs.ts'
import { firstAfterStart } from '../../restart.ts'

/** A daemon takes so long to come up; an owner that skips its first advert is later. */
const AT_ONCE = nsFromSec(0.7)

export const ownerAdvertisesAtOnce = defineCase({
  id: 'initialize/owner-advertises-at-once',
  title: 'The address owner advertises as soon as it starts',
  requirements: ['VRRP-FSM-INIT-001', 'VRRP-FSM-BACKUP-019', 'VRRP-ADDR-001'],
  needs: [owner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started.',
  expectation: 'Its first advert, of priority 255, comes at once, not after Active_Down_Interval.',
  caughtMutants: ['mute', 'never-starts', 'owner-starts-silent', 'owner-waits'],
  choreography: 'stop, start',
  run: async (h) => {
    const { first, start } = await firstAfterStart(h)
    const took = ns(first.tNs - start.toNs)
    h.check(took <= AT_ONCE + h.times.late, 'an advert at once', inMs(took))
    h.check(first.advert.priority === 255, 'priority 255', `priority ${first.advert.priority}`)
  },
})
