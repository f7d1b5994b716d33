import { type Cs, nsFromCs } from '../../../core/time.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const intervalMismatch = defineRule({
  id: 'state/interval-mismatch',
  severity: 'error',
  rfc: ['RFC 3768 7.1', 'RFC 9568 6.1', 'RFC 9568 7.1'],
  condition: 'Routers of one virtual router advertise different intervals.',
  why: 'In version 2 each rejects the adverts of the other for it, so both become Active.',
  remedy:
    'Write the same `advert_int` into the instances of {a} and {b}: whole seconds in version 2, or `vrrp_version 3` on both ' +
    'for less.',
  messages: {
    rejected: '{a} advertises VRID {vrid} every {intervalA} ms and {b} every {intervalB} ms, in version 2.',
    learned: {
      text: '{a} advertises VRID {vrid} every {intervalA} ms and {b} every {intervalB} ms; a Backup learns what it hears.',
      severity: 'info',
      why: 'Version 3 allows it, but the time to a takeover then depends on who was Active last.',
      remedy: 'If nobody meant it, write the same `advert_int` into the instances of {a} and {b}.',
    },
  },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined) return
      const { version, vrid } = s.advert
      // Version 3 has no interval 0 to learn: wire/interval-zero.
      const isNone = (interval: Cs): boolean => interval === 0 && version !== 2
      if (isNone(router.advertised)) return
      const ours = router.advertised
      for (const peer of peersOf(router)) {
        const theirs = peer.advertised
        if (theirs === ours || isNone(theirs) || peer.lastSighting.advert.version !== version) continue
        run.report(version === 2 ? 'rejected' : 'learned', {
          virtualRouter,
          routers: [peer, router],
          incident: pairOf(peer, router),
          seen: [s],
          values: {
            a: peer.name,
            intervalA: inMs(nsFromCs(theirs)),
            b: router.name,
            intervalB: inMs(nsFromCs(ours)),
            vrid,
          },
        })
      }
    },
  }),
})
