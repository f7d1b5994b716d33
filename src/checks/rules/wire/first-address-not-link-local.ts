import { isLinkLocal } from '../../../core/address.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const firstAddressNotLinkLocal = defineRule({
  id: 'wire/first-address-not-link-local',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.9', 'RFC 9568 erratum 8300'],
  condition: 'An IPv6 advert whose first virtual address is not link-local.',
  why: 'Erratum 8300 makes a receiver of RFC 9568 discard it. keepalived and FRR accept it.',
  remedy:
    'Make a link-local address (fe80::...) the first line of `virtual_ipaddress` on {src} and on every other member.',
  messages: {
    first: '{src} advertises {first} as first address of VRID {vrid}, which is not link-local.',
    discarded: {
      text: '{src} advertises {first} as first address of VRID {vrid}, which is not link-local: by RFC 9568 it is discarded.',
      severity: 'error',
    },
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      const first = s.advert.addresses[0]
      if (s.src.family !== 6 || first === undefined || isLinkLocal(first)) return
      const strict = router?.profile.profile === 'rfc9568'
      run.report(strict ? 'discarded' : 'first', adverted(s, vr, router, { first: first.text }))
    },
  }),
})
