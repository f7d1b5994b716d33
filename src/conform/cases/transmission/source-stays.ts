import { sameIp } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const sourceStays = defineCase({
  id: 'transmission/source-stays',
  title: 'The source address is the same before and after a time as Backup',
  requirements: ['VRRP-TX-004', 'VRRP-TX-005'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A better peer serves for a while and falls silent.',
  expectation: 'The adverts before and after come from one address.',
  caughtMutants: ['advertises-once'],
  run: async (h) => {
    const [before] = await watch(h, 1)
    const peer = h.peer()
    peer.serve()
    await h.pause(h.times.intervals(2))
    peer.stop()
    h.inbox.skip()
    const after = await h.advert(ns(h.times.activeDown() + h.times.intervals(2)), 'takeover after silence')
    h.check(sameIp(before!.src, after.src), before!.src.text, after.src.text)
  },
})
