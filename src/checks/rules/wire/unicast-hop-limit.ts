import { isUnicast } from '../../../wire/destination.ts'
import { adverted, isRouted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const unicastHopLimit = defineRule({
  id: 'wire/unicast-hop-limit',
  severity: 'info',
  rfc: ['RFC 9568 7.1'],
  condition: 'A unicast advert whose TTL or Hop Limit is below 255.',
  why:
    'A strict receiver (RFC, FRR, keepalived with `min_ttl 255`) drops it, and a receiver that takes it can be reached ' +
    'from other networks.',
  remedy:
    'Where the peers share a link, set `unicast_ttl 255` on {src} and `min_ttl 255` beside each `unicast_peer` address.',
  messages: {
    routed: '{src} reaches {dst} for VRID {vrid} with hop limit {hopLimit}: {hops} hops if it was sent with 255.',
    kernelDefault:
      '{src} reaches {dst} for VRID {vrid} with hop limit {hopLimit}: the default of its kernel without a hop, or {hops} ' +
      'hops if it was sent with 255.',
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (s.hopLimit === 255 || !isUnicast(s)) return
      const message = isRouted(s) ? 'routed' : 'kernelDefault'
      run.report(message, adverted(s, vr, router, { hopLimit: s.hopLimit, hops: 255 - s.hopLimit }))
    },
  }),
})
