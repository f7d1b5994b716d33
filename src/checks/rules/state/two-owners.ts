import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

const OWNER = 255

export const twoOwners = defineRule({
  id: 'state/two-owners',
  severity: 'error',
  rfc: ['RFC 9568 5.2.4', 'RFC 9568 6.1'],
  condition: 'Two routers of one virtual router advertise priority 255.',
  why: 'Only the owner of the addresses has 255, and they can belong to one host only: both claim them without an election.',
  remedy:
    'Set `priority 254` or less and `state BACKUP` on the one of {a} and {b} whose interface does not own the address.',
  messages: { both: '{a} and {b} both claim to own the addresses of VRID {vrid}.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined || s.advert.priority !== OWNER) return
      for (const peer of peersOf(router)) {
        if (!peer.priorities.includes(OWNER)) continue
        run.report('both', {
          virtualRouter,
          routers: [peer, router],
          incident: pairOf(peer, router),
          seen: [s],
          values: { a: peer.name, b: router.name, vrid: s.advert.vrid },
        })
      }
    },
  }),
})
