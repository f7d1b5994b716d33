import { isMulticast, sameIp, vrrpGroup } from '../../../core/address.ts'
import { isUnicast } from '../../../wire/destination.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const wrongGroup = defineRule({
  id: 'wire/wrong-group',
  severity: 'error',
  rfc: ['RFC 9568 5.1.1.2', 'RFC 9568 5.1.2.2'],
  condition: 'An advert to a group other than 224.0.0.18 or ff02::12, or to everybody (broadcast).',
  why:
    'A router that listens to another group never hears it and stays Active; neither side logs a word, because the ' +
    'packet never reaches the other socket.',
  remedy:
    'Delete `vrrp_mcast_group4` / `vrrp_mcast_group6` / `mcast_dst_ip` on {src}, or set the same group on every member.',
  messages: {
    other: '{src} advertises VRID {vrid} to {dst} instead of {group}.',
    broadcast: {
      text: '{src} broadcasts its adverts for VRID {vrid} to {dst} instead of sending them to {group}.',
      why: 'A router that listens to the group never hears it and stays Active; every other host is disturbed by it.',
      remedy: 'Configure {group} as destination on {src}; peers that no multicast reaches are for `unicast_peer`.',
    },
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      const group = vrrpGroup(s.dst.family)
      if (isUnicast(s) || sameIp(s.dst, group)) return
      run.report(isMulticast(s.dst) ? 'other' : 'broadcast', adverted(s, vr, router, { group: group.text }))
    },
  }),
})
