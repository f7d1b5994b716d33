import { isUnicast } from '../../../wire/destination.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

export const halfUnicast = defineRule({
  id: 'net/half-unicast',
  severity: 'error',
  rfc: ['RFC 9568 5.1.1.2', 'RFC 9568 5.1.2.2'],
  condition: 'One router of a virtual router multicasts while its peer uses unicast.',
  why:
    'A daemon in unicast mode listens to its own address only, one in multicast mode to the group only: neither hears the ' +
    'other, and neither logs a word.',
  remedy:
    'Add `unicast_src_ip {multicast}` and `unicast_peer` with {unicast} in it to the instance of {multicast}; or delete the block on ' +
    '{unicast}, if every router that it names sends multicast.',
  messages: { half: '{multicast} advertises VRID {vrid} to {group} while {unicast} sends to {peer}.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined) return
      for (const peer of peersOf(router)) {
        if (isUnicast(peer.lastSighting) === isUnicast(s)) continue
        const [multicast, unicast] = isUnicast(s) ? [peer, router] : [router, peer]
        run.report('half', {
          virtualRouter,
          routers: [multicast, unicast],
          incident: pairOf(multicast, unicast),
          seen: [s],
          values: {
            multicast: multicast.name,
            unicast: unicast.name,
            group: multicast.lastSighting.dst.text,
            peer: unicast.lastSighting.dst.text,
            vrid: virtualRouter.vrid,
          },
        })
      }
    },
  }),
})
