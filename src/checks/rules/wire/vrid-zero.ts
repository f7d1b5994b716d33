import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const vridZero = defineRule({
  id: 'wire/vrid-zero',
  severity: 'error',
  rfc: ['RFC 9568 5.2.3'],
  condition: 'An advert for VRID 0.',
  why: 'VRIDs run from 1 to 255: no router can be configured for 0, so nobody accepts this advert.',
  remedy: 'Give the group on {src} a VRID between 1 and 255: keepalived `virtual_router_id`, FRR `vrrp VRID`.',
  messages: { zero: '{src} advertises VRID 0.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (hasDefect(s, 'vrrp/vrid-zero')) run.report('zero', adverted(s, vr, router))
    },
  }),
})
