import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const noAddresses = defineRule({
  id: 'wire/no-addresses',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.5', 'RFC 9568 erratum 8299'],
  condition: 'An advert that names no virtual address.',
  why: 'RFC 9568 and FRR discard it, keepalived before 2.3.3 rejects it unless it has no address either: then both stay Active.',
  remedy:
    'On {src} give the instance its addresses: keepalived `virtual_ipaddress { ... }`, FRR `vrrp {vrid} ip ADDRESS`.',
  messages: { none: '{src} advertises VRID {vrid} without a single address.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (hasDefect(s, 'vrrp/no-addresses')) run.report('none', adverted(s, vr, router))
    },
  }),
})
