import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const intervalZero = defineRule({
  id: 'wire/interval-zero',
  severity: 'error',
  rfc: ['RFC 9568 5.2.7', 'RFC 9568 erratum 8301'],
  condition: 'An advert whose advertisement interval is 0.',
  why:
    'A Backup that learns 0 has an Active_Down_Interval of 0 and takes over at once; the sender itself may flood the ' +
    'segment (a keepalived that made 0 of `advert_int 0.4` did).',
  remedy:
    'Set `advert_int 1` on {src}; for less than a second use `vrrp_version 3` with `advert_int 0.1` on every member.',
  messages: { zero: '{src} advertises VRID {vrid} with an interval of 0.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (hasDefect(s, 'vrrp/interval-zero')) run.report('zero', adverted(s, vr, router))
    },
  }),
})
