import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const authDataMissing = defineRule({
  id: 'wire/auth-data-missing',
  severity: 'warning',
  rfc: ['RFC 3768 5.3.10', 'RFC 2338 5.3.10'],
  condition: 'A version 2 advert over IPv4 without its 8 bytes of authentication data.',
  why: 'keepalived and FRR demand the 8 bytes, used or not, and discard the shorter advert.',
  remedy:
    'Turn the short form off on {src} (HPE Aruba: null authentication compatibility), or let all members speak version 3.',
  messages: { missing: '{src} advertises VRID {vrid} in version 2 without the 8 bytes of authentication data.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (hasDefect(s, 'vrrp/auth-data-missing')) run.report('missing', adverted(s, vr, router))
    },
  }),
})
