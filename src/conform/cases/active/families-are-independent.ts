import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { bothFamilies, notOwner } from '../../needs.ts'

export const familiesAreIndependent = defineCase({
  id: 'active/families-are-independent',
  title: 'The IPv4 and the IPv6 virtual router of one VRID elect alone',
  requirements: ['VRRP-TX-010'],
  needs: [notOwner, bothFamilies],
  startIn: 'Active',
  stimulus: 'A peer outbids the device in this family only.',
  expectation: 'The adverts of the other family go on.',
  caughtMutants: ['never-yields', 'refuses-physical-mac', 'yields-for-skew'],
  choreography: 'two families',
  run: async (h) => {
    const other = h.sibling((router) => router.family !== h.router.family && router.vrid === h.router.vrid)
    await other.bring('Active')
    h.peer().serve()
    await h.pause(h.times.late)
    await h.silence(h.times.intervals(2), 'the device steps down here')
    other.inbox.skip()
    await other.advert(ns(2 * other.times.interval + other.times.late), 'the other family goes on')
  },
})
