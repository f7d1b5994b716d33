import { isMulticast, sameIp, vrrpGroup } from '../../../core/address.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const wrongGroup = defineRule({
  id: 'wire/wrong-group',
  severity: 'error',
  rfc: ['RFC 9568 5.1.1.2', 'RFC 9568 5.1.2.2'],
  condition: 'A multicast advert to a group other than 224.0.0.18 or ff02::12.',
  why:
    'A router that listens to another group never hears it and stays Active; neither side logs a word, because the ' +
    'packet never reaches the other socket.',
  remedy:
    'Delete `vrrp_mcast_group4` / `vrrp_mcast_group6` / `mcast_dst_ip` on {src}, or set the same group on every member.',
  messages: { other: '{src} advertises VRID {vrid} to {dst} instead of {group}.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      const group = vrrpGroup(s.dst.family)
      if (!isMulticast(s.dst) || sameIp(s.dst, group)) return
      run.report('other', adverted(s, vr, router, { group: group.text }))
    },
  }),
})
