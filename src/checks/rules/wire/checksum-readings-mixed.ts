import { onlyReading } from '../../../model/accept.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

export const checksumReadingsMixed = defineRule({
  id: 'wire/checksum-readings-mixed',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.8', 'RFC 5798 5.2.8'],
  condition: 'Routers of one virtual router compute the checksum in different ways, each valid by itself.',
  why:
    'RFC 9568 sums the message alone over IPv4 (Cisco, Arista, holo); keepalived and FRR add a pseudo-header, as RFC 5798 ' +
    'was read. A receiver that knows only one of them discards the other.',
  remedy:
    'Make all members agree: keepalived `v3_checksum_as_v2` and FRR `no vrrp {vrid} checksum-with-ipv4-pseudoheader` give ' +
    'message-only; on keepalived delete `old_unicast_checksum`.',
  messages: {
    differ:
      '{a} computes its checksum {readingA} and {b} {readingB} for VRID {vrid}; both take the adverts of the other.',
    rejected: {
      text: '{a} computes its checksum {readingA} and {b} {readingB} for VRID {vrid}; {victim} discards what it gets.',
      severity: 'error',
    },
  },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (router === undefined) return
      for (const peer of peersOf(router)) {
        if (agree(router, peer)) continue
        const victim = [router, peer].find((by) => rejectsChecksum(by === router ? peer : router, by))
        run.report(victim === undefined ? 'differ' : 'rejected', {
          virtualRouter,
          routers: [peer, router],
          incident: pairOf(peer, router),
          seen: [s],
          values: {
            a: peer.name,
            readingA: peer.checksum,
            b: router.name,
            readingB: router.checksum,
            vrid: virtualRouter.vrid,
            victim: victim?.name ?? 'nobody',
          },
        })
      }
    },
  }),
})

/** One reading fits both, only one is valid, or of one of them nothing is known. */
function agree(a: LiveRouter, b: LiveRouter): boolean {
  const { advert } = a.lastSighting
  const ours = advert.checksums ?? []
  const theirs = b.lastSighting.advert.checksums ?? []
  if (ours.length === 0 || theirs.length === 0 || a.auth === 'hmac' || b.auth === 'hmac') return true
  if (advert.version !== b.lastSighting.advert.version) return true
  if (onlyReading(advert.version, a.address.family, advert) !== undefined) return true
  return ours.some((reading) => theirs.includes(reading))
}

const rejectsChecksum = (from: LiveRouter, by: LiveRouter): boolean =>
  from.virtualRouter.acceptance(from, by)?.firstFailedCheck === 'checksum'
