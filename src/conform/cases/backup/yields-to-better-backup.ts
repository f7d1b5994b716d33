import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, roomAroundPriority } from '../../needs.ts'
import { Unmet } from '../../verdict.ts'

export const yieldsToBetterBackup = defineCase({
  id: 'backup/yields-to-better-backup',
  title: 'Of several Backups the one with the highest priority takes over',
  requirements: ['VRRP-TMR-011'],
  needs: [notOwner, roomAroundPriority],
  startIn: 'Backup',
  stimulus: 'The Active peer falls silent; another with a shorter skew takes over.',
  expectation: 'The device never advertises.',
  caughtMutants: ['advertises-as-backup'],
  run: async (h) => {
    const lastGood = h.peer().stop()
    const second = h.peer('above', 1)
    const sooner = ns(lastGood + h.times.activeDown() - Math.max(2 * h.times.early, h.times.skew() / 2))
    await h.until(sooner)
    second.serve({ priority: h.router.priority + 1 })
    await h.pause(ns(2 * h.times.activeDown()))
    const [own] = h.advertsBetween(ns(lastGood + 1))
    if (own !== undefined)
      throw new Unmet('the better Backup wins', `an advert of priority ${own.advert.priority}`, true)
  },
})
