import { adverted, hasDefect } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const reservedNotZero = defineRule({
  id: 'wire/reserved-not-zero',
  severity: 'info',
  rfc: ['RFC 9568 5.2.6'],
  condition: 'The reserved bits of a version 3 advert are not zero.',
  why:
    'A receiver ignores them, but FRR up to 8.4 reads them as part of the interval and then waits for minutes before it ' +
    'takes over.',
  remedy: 'Update the software of {src}; beside an old FRR make sure that the reserved bits are sent as zero.',
  messages: { set: '{src} sets the reserved bits to {reserved} in its adverts for VRID {vrid}.' },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (hasDefect(s, 'vrrp/reserved-not-zero'))
        run.report('set', adverted(s, vr, router, { reserved: s.advert.reserved }))
    },
  }),
})
