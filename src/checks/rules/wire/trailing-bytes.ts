import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const trailingBytes = defineRule({
  id: 'wire/trailing-bytes',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.5', 'RFC 9568 7.1'],
  condition: 'Bytes behind the advert that are neither Ethernet padding nor a known trailer.',
  why: 'FRR and keepalived demand the exact length and discard the advert; other receivers ignore the rest.',
  remedy: 'Find out what {src} appends: an authentication of its vendor, or an address count that is too low.',
  messages: { left: '{src} appends {bytes} bytes to its adverts for VRID {vrid}.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (hasDefect(s, 'vrrp/trailing-bytes'))
        run.report('left', adverted(s, vr, router, { bytes: s.advert.trailingBytes }))
    },
  }),
})
