import { isAuthCut } from '../../../wire/vrrp.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

export const hmacPartial = defineRule({
  id: 'sec/hmac-partial',
  severity: 'warning',
  rfc: { none: "keepalived's trailer is described in draft-cassen-vrrp-auth-hmac, which is no RFC." },
  condition: 'Some members of a virtual router sign their adverts with an HMAC trailer and some do not.',
  why:
    'A member without `auth_hmac` drops signed adverts as too long; one that enforces it drops unsigned ones. In a mode ' +
    'that accepts both, nothing is protected yet.',
  remedy:
    'Give {plain} the same `auth_hmac { key ... }` block; roll it out with `mode receive-only`, then `permissive`, and ' +
    '`enforce` when all members sign.',
  messages: { some: '{signed} signs its adverts for VRID {vrid} and {plain} does not.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined || isAuthCut(s.advert)) return
      for (const peer of peersOf(router)) {
        if ((router.auth === 'hmac') === (peer.auth === 'hmac') || isAuthCut(peer.lastSighting.advert)) continue
        const [signed, plain] = router.auth === 'hmac' ? [router, peer] : [peer, router]
        run.report('some', {
          virtualRouter,
          routers: [signed, plain],
          incident: pairOf(signed, plain),
          seen: [s],
          values: { signed: signed.name, plain: plain.name, vrid: virtualRouter.vrid },
        })
      }
    },
  }),
})
