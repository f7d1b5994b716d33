import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const unknownType = defineRule({
  id: 'wire/unknown-type',
  severity: 'error',
  rfc: ['RFC 9568 5.2.2', 'RFC 9568 7.1'],
  condition: 'A VRRP packet whose type is not 1 (ADVERTISEMENT).',
  why: 'Receivers discard it: no other type was ever defined. It comes from a broken or a hostile sender.',
  remedy: 'Find out what runs on {src} (MAC {mac}) and stop it from sending IP protocol 112.',
  messages: { unknown: '{src} sends VRRP type {type} for VRID {vrid}; only type 1 exists.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (!hasDefect(s, 'vrrp/unknown-type')) return
      run.report('unknown', adverted(s, vr, router, { type: s.advert.type, mac: s.srcMac ?? 'not captured' }))
    },
  }),
})
