import { compareIp, sameIp } from '../../../core/address.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

const OWNER = 255

export const equalPriority = defineRule({
  id: 'state/equal-priority',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 8.3.2'],
  condition: 'Two routers of one virtual router advertise the same priority.',
  why: 'The greater address decides, also against `nopreempt` after a split: the outcome is an accident of numbering.',
  remedy:
    'Give {loser} a lower priority than {winner} (`priority {proposed}`), or the other way round if {loser} should win.',
  messages: {
    same: '{winner} and {loser} both advertise priority {priority} for VRID {vrid}; by its address {winner} wins.',
  },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      const { priority, vrid } = s.advert
      if (router === undefined || priority === 0 || priority === OWNER) return
      for (const peer of peersOf(router)) {
        // One address is one router on hardware that was replaced, or a copy of it: no number tells them apart.
        if (peer.priority !== priority || sameIp(router.address, peer.address)) continue
        const [winner, loser] = compareIp(router.address, peer.address) > 0 ? [router, peer] : [peer, router]
        const proposed = Math.max(1, priority - 10)
        run.report('same', {
          virtualRouter,
          routers: [winner, loser],
          incident: pairOf(winner, loser),
          seen: [s],
          values: { winner: winner.name, loser: loser.name, priority, vrid, proposed },
        })
      }
    },
  }),
})
