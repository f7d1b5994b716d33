import { virtualMac } from '../../../core/address.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const sourceMacNotVirtual = defineRule({
  id: 'wire/source-mac-not-virtual',
  severity: 'info',
  rfc: ['RFC 9568 7.2', 'RFC 9568 7.3'],
  condition: 'An advert that is not sent from the virtual router MAC address.',
  why:
    'The MAC address of the virtual address then changes with every takeover, so hosts depend on gratuitous ARP or ' +
    'neighbour advertisements. Usual for keepalived without `use_vmac`.',
  remedy: 'Where hosts ignore gratuitous ARP, add `use_vmac` to the instance of {src} (on every member).',
  messages: { physical: '{src} advertises VRID {vrid} from {mac}, not from the virtual MAC {expected}.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      const expected = virtualMac(s.src.family, s.advert.vrid)
      if (s.srcMac === undefined || s.srcMac === expected) return
      run.report('physical', adverted(s, vr, router, { mac: s.srcMac, expected }))
    },
  }),
})
