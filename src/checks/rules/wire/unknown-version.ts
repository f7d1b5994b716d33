import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const unknownVersion = defineRule({
  id: 'wire/unknown-version',
  severity: 'error',
  rfc: ['RFC 9568 7.1', 'RFC 9568 5.2.1'],
  condition: 'An advert whose version is neither 2 nor 3.',
  why: 'Every VRRP router discards it, so its sender takes part in no election.',
  remedy: 'Set version 3 (or 2) on {src}: keepalived `vrrp_version 3`, FRR `vrrp {vrid} version 3`.',
  messages: {
    unknown: '{src} sends version {version} for VRID {vrid}; only 2 and 3 exist.',
    loadBalancing: {
      text: '{src} sends version 8 for VRID {vrid}: H3C / HPE Comware load balancing.',
      remedy: 'On the Comware router set `vrrp mode standard`, or give its group a VLAN without other VRRP routers.',
    },
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (!hasDefect(s, 'vrrp/unknown-version')) return
      const { version } = s.advert
      run.report(version === 8 ? 'loadBalancing' : 'unknown', adverted(s, vr, router, { version }))
    },
  }),
})
