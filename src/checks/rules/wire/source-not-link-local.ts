import { isLinkLocal, isMulticast } from '../../../core/address.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const sourceNotLinkLocal = defineRule({
  id: 'wire/source-not-link-local',
  severity: 'error',
  rfc: ['RFC 9568 5.1.2.1'],
  condition: 'VRRP over IPv6 whose source is not a link-local address.',
  why: 'Routers tell each other by their link-local address and break ties with it; a strict receiver discards the advert.',
  remedy:
    'Give the interface of {src} a link-local address and delete `mcast_src_ip` / `unicast_src_ip` from the instance.',
  messages: {
    multicast: '{src} multicasts adverts for VRID {vrid} from an address that is not link-local.',
    unicast: {
      text: '{src} sends unicast adverts for VRID {vrid} from an address that is not link-local.',
      severity: 'info',
      why: 'Across routers this is the only way, and no RFC defines unicast VRRP; on one link a link-local address would do.',
    },
  },
  watch: (run) => ({
    onAdvert(s, vr, router) {
      if (s.src.family !== 6 || isLinkLocal(s.src)) return
      run.report(isMulticast(s.dst) ? 'multicast' : 'unicast', adverted(s, vr, router))
    },
  }),
})
