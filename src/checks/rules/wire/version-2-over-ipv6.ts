import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const version2OverIpv6 = defineRule({
  id: 'wire/version-2-over-ipv6',
  severity: 'error',
  rfc: ['RFC 3768 5.2', 'RFC 9568 5.2.1'],
  condition: 'VRRP version 2 over IPv6.',
  why: 'No RFC defines it. Receivers that speak version 3 discard it.',
  remedy: 'Delete `version 2` from the IPv6 instance of {src} (or write `version 3`).',
  messages: {
    undefined: '{src} speaks version 2 over IPv6 for VRID {vrid}.',
    crash: {
      text: '{src} speaks version 2 over IPv6 with a simple password for VRID {vrid}.',
      why:
        'No RFC defines it, and keepalived 2.2.7 as receiver crashes on every one of these adverts: it looks for the ' +
        'password at an IPv4 length inside the IPv6 packet.',
    },
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (!hasDefect(s, 'vrrp/version-2-over-ipv6')) return
      run.report(s.advert.auth === 'simple' ? 'crash' : 'undefined', adverted(s, vr, router))
    },
  }),
})
