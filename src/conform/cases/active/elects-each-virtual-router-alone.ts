import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner, severalRouters } from '../../needs.ts'

export const electsEachVirtualRouterAlone = defineCase({
  id: 'active/elects-each-virtual-router-alone',
  title: 'Outbid in one virtual router, the device goes on in another',
  requirements: ['VRRP-FSM-ACTIVE-023'],
  needs: [notOwner, severalRouters],
  startIn: 'Active',
  stimulus: 'A peer outbids the device in this virtual router only.',
  expectation: 'The adverts of another virtual router of the device go on.',
  caughtMutants: ['yields-in-all'],
  choreography: 'two virtual routers',
  run: async (h) => {
    const other = h.sibling((router) => router.family === h.router.family && router.priority < 255)
    await other.bring('Active')
    h.peer().serve()
    await h.pause(h.times.late)
    await h.silence(h.times.intervals(2), 'the device steps down here')
    other.inbox.skip()
    await other.advert(ns(2 * other.times.interval + other.times.late), 'the other virtual router goes on')
  },
})
