import type { LiveRouter } from '../../../observe/live.ts'
import { firstFew } from '../../listed.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

const MAX_NAMED = 5

export const addressesMismatch = defineRule({
  id: 'state/addresses-mismatch',
  severity: 'warning',
  rfc: ['RFC 9568 7.1', 'RFC 3768 7.1'],
  condition: 'Routers of one virtual router advertise different address lists.',
  why:
    'keepalived before 2.3.3 rejects such adverts, so both become Active; others accept them, and after a takeover some ' +
    'addresses are served by nobody.',
  remedy:
    'Write the same `virtual_ipaddress` block on {a} and {b} (FRR: the same `vrrp {vrid} ip` lines), and change lists on ' +
    'the Backup first.',
  messages: {
    differ: '{a} and {b} advertise different addresses for VRID {vrid}: only {a}: {onlyA}; only {b}: {onlyB}.',
  },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined || s.advert.truncated) return
      for (const peer of peersOf(router)) {
        const onlyA = only(peer, router)
        const onlyB = only(router, peer)
        if (peer.lastSighting.advert.truncated || (onlyA.length === 0 && onlyB.length === 0)) continue
        run.report('differ', {
          virtualRouter,
          routers: [peer, router],
          incident: pairOf(peer, router),
          seen: [s],
          values: { a: peer.name, b: router.name, vrid: s.advert.vrid, onlyA: listed(onlyA), onlyB: listed(onlyB) },
        })
      }
    },
  }),
})

function only(a: LiveRouter, b: LiveRouter): readonly string[] {
  const others = new Set(b.lastSighting.advert.addresses.map(({ text }) => text))
  const ours = new Set(a.lastSighting.advert.addresses.map(({ text }) => text))
  return [...ours].filter((address) => !others.has(address))
}

const listed = (addresses: readonly string[]): string =>
  addresses.length === 0 ? 'none' : firstFew(addresses, MAX_NAMED)
