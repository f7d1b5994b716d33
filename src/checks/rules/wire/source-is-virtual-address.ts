import { isUnspecified, sameIp } from '../../../core/address.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

const OWNER = 255

export const sourceIsVirtualAddress = defineRule({
  id: 'wire/source-is-virtual-address',
  severity: 'warning',
  rfc: ['RFC 9568 5.1.1.1', 'RFC 9568 5.1.2.1', 'RFC 9568 7.2'],
  condition: 'The source of an advert is unspecified, or one of the virtual addresses although its sender is no owner.',
  why:
    'The source names the router and breaks ties. A virtual address belongs to whoever is Active, so it names nobody; it ' +
    'usually means that the real address of the interface is gone (DHCP, renumbering).',
  remedy: 'Give the interface of {src} its own address back, and set `unicast_src_ip` / `mcast_src_ip` to it.',
  messages: {
    virtual: '{src} is the source of adverts for VRID {vrid} and at the same time one of its virtual addresses.',
    unspecified: 'Adverts for VRID {vrid} come from the unspecified address {src} (MAC {mac}).',
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      // Priority 0 does not say who leaves; where nothing was heard before, it may be the owner.
      const priority = s.advert.priority || (router?.priority ?? 0)
      if (isUnspecified(s.src)) run.report('unspecified', adverted(s, vr, router, { mac: s.srcMac ?? 'not captured' }))
      else if (priority !== 0 && priority !== OWNER && s.advert.addresses.some((ip) => sameIp(ip, s.src)))
        run.report('virtual', adverted(s, vr, router))
    },
  }),
})
