import { type Ip, isMulticast, type Mac } from '../../../core/address.ts'
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
      const expected = groupMac(s.dst)
      if (s.dstMac !== expected) run.report('wrong', adverted(s, vr, router, { mac: s.dstMac, expected }))
    },
  }),
})

/** 01:00:5e and the low 23 bits of an IPv4 group; 33:33 and the low 32 bits of an IPv6 group. */
function groupMac(group: Ip): Mac {
  const bytes =
    group.family === 4
      ? [0x01, 0x00, 0x5e, group.bytes[1]! & 0x7f, group.bytes[2]!, group.bytes[3]!]
      : [0x33, 0x33, ...group.bytes.subarray(12)]
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':') as Mac
}
