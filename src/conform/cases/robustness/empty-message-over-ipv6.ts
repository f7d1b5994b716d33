import { ns } from '../../../core/time.ts'
import { cutTo } from '../../../wire/damage.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'

export const emptyMessageOverIpv6 = defineCase({
  id: 'robustness/empty-message-over-ipv6',
  title: 'An IPv6 packet of protocol 112 with nothing in it harms nobody',
  requirements: ['VRRP-RX-005'],
  needs: [ipv6, notOwner],
  startIn: 'Active',
  stimulus: 'One IPv6 packet to the group, next header 112, hop limit 255, without payload.',
  expectation:
    'The device goes on. FRR 8.4.4 takes the 0 bytes that its raw socket reads for the end of it, and stops every IPv6 virtual router.',
  caughtMutants: ['dies-of-garbage'],
  hazardous: true,
  run: async (h) => {
    h.peer().send({ tamper: cutTo(0) })
    h.inbox.skip()
    for (let beat = 0; beat < 2; beat++) await h.advert(ns(h.times.intervals(2) + h.times.late), 'the device goes on')
  },
})
