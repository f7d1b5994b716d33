import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

const OWNER = 255

export const twoOwners = defineRule({
  id: 'state/two-owners',
  severity: 'error',
  rfc: ['RFC 9568 5.2.4', 'RFC 9568 6.1', 'RFC 9568 7.1'],
  condition: 'Two routers of one virtual router advertise priority 255.',
  why:
    'Only the owner of the addresses has 255, and they can belong to one host only: both claim them without an election. An ' +
    'owner may discard all adverts of others, and then nothing makes either yield.',
  remedy:
    'Set `priority 254` or less and `state BACKUP` on the one of {a} and {b} whose interface does not own the address.',
  messages: { both: '{a} and {b} both claim to own the addresses of VRID {vrid}.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined || s.advert.priority !== OWNER) return
      for (const peer of peersOf(router)) {
        if (!peer.priorities.includes(OWNER)) continue
        // As a split names them: first the one that was heard first.
        const [a, b] = peer.firstSeenNs <= router.firstSeenNs ? [peer, router] : [router, peer]
        run.report('both', {
          virtualRouter,
          routers: [a, b],
          incident: pairOf(a, b),
          seen: [s],
          values: { a: a.name, b: b.name, vrid: s.advert.vrid },
        })
      }
    },
  }),
})
