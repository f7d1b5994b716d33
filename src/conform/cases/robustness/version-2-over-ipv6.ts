import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'

export const version2OverIpv6 = defineCase({
  id: 'robustness/version-2-over-ipv6',
  title: 'Version 2 with a simple password over IPv6 harms nobody',
  requirements: ['VRRP-SEC-009', 'VRRP-RX-003'],
  needs: [ipv6, notOwner],
  startIn: 'Active',
  stimulus: 'One version 2 advert over IPv6 that claims simple authentication.',
  expectation: 'The device goes on. Known to crash keepalived 2.2.7.',
  caughtMutants: ['takes-any-version'],
  hazardous: true,
  run: async (h) => {
    h.peer().send({ version: 2, authType: 1, checksum: 'pseudo-header', protection: null })
    h.inbox.skip()
    await h.advert(ns(h.times.intervals(2) + h.times.late), 'the device goes on')
  },
})
