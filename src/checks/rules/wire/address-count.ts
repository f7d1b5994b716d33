import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const addressCount = defineRule({
  id: 'wire/address-count',
  severity: 'error',
  rfc: ['RFC 9568 5.2.5', 'RFC 9568 7.1'],
  condition: 'The address count does not fit the bytes of the packet.',
  why: 'Receivers discard the advert because its length contradicts its count.',
  remedy:
    'Advertise fewer addresses on {src} (keepalived: move those beyond 20 to `virtual_ipaddress_excluded`) and look for a ' +
    'device that cuts packets.',
  messages: { short: '{src} announces {count} addresses for VRID {vrid} and its packet has room for {fit}.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (!hasDefect(s, 'vrrp/address-count')) return
      const { addressCount: count, addresses } = s.advert
      run.report('short', adverted(s, vr, router, { count, fit: addresses.length }))
    },
  }),
})
