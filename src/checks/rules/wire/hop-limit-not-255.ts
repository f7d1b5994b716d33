import { isUnicast } from '../../../wire/destination.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const hopLimitNot255 = defineRule({
  id: 'wire/hop-limit-not-255',
  severity: 'error',
  rfc: ['RFC 9568 7.1', 'RFC 9568 5.1.1.3', 'RFC 9568 5.1.2.3'],
  condition: 'A multicast or broadcast advert whose TTL or Hop Limit is not 255.',
  why: 'Receivers drop it: 255 proves that the advert was not routed. Often a relay, a tunnel or a forged packet.',
  remedy:
    'Send from {src} itself with TTL / Hop Limit 255 (keepalived: no `unicast_ttl` below 255 without peers) and look ' +
    'for a relay, a tunnel or a rule of nft (`ip ttl set`, `ip6 hoplimit set`) that rewrites it.',
  messages: { low: '{src} advertises VRID {vrid} to {dst} with hop limit {hopLimit} instead of 255.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (s.hopLimit === 255 || isUnicast(s)) return // unicast peers: wire/unicast-hop-limit
      run.report('low', adverted(s, vr, router, { hopLimit: s.hopLimit }))
    },
  }),
})
