import { isMulticast } from '../../../core/address.ts'
import { multicastMac } from '../../../wire/ethernet.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const groupMacMismatch = defineRule({
  id: 'wire/group-mac-mismatch',
  severity: 'error',
  rfc: ['RFC 1112 6.4', 'RFC 2464 7'],
  condition: 'A multicast advert whose Ethernet destination is not the one that its group address maps to.',
  why: 'The network cards of the other routers filter by that address: they never see the advert.',
  remedy:
    'Suspect the network card or its driver on {src}: other port, newer driver, or `ip link set IF allmulticast on` at the receivers.',
  messages: {
    wrong: '{src} sends adverts for VRID {vrid} to {dst} in frames for {mac}, which should go to {expected}.',
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (s.dstMac === undefined || !isMulticast(s.dst)) return
      const expected = multicastMac(s.dst)
      if (s.dstMac !== expected) run.report('wrong', adverted(s, vr, router, { mac: s.dstMac, expected }))
    },
  }),
})
