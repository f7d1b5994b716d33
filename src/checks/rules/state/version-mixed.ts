import type { Ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import type { Sighting } from '../../../wire/facts.ts'
import { pairOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

const BOTH_INTERVALS = 2

export const versionMixed = defineRule({
  id: 'state/version-mixed',
  severity: 'error',
  rfc: ['RFC 9568 7.1', 'RFC 9568 8.4.1', 'RFC 9568 8.4.2'],
  condition: 'One VRID is spoken in version 2 by one router and in version 3 by another, neither of which speaks both.',
  why: 'A receiver discards every advert of another version: both stay Active.',
  remedy: 'Write `vrrp_version 3` (FRR: `vrrp {vrid} version 3`) on {v2}, or version 2 on {v3}; never one of each.',
  messages: { mixed: '{v2} speaks version 2 and {v3} version 3 for VRID {vrid}.' },
  watch(run) {
    const heard = new WeakMap<LiveRouter, Map<number, Ns>>()
    /** A router on its way from one version to the other sends both each interval (RFC 9568 8.4); one may get lost. */
    const speaksOnly = (router: LiveRouter, version: number): boolean => {
      const last = heard.get(router) ?? new Map<number, Ns>()
      const recent = Math.max(...last.values()) - BOTH_INTERVALS * router.intervalNs
      return last.has(version) && [...last].every(([spoken, at]) => spoken === version || at < recent)
    }
    const note = (router: LiveRouter, { advert, tNs }: Sighting): void => {
      heard.set(router, (heard.get(router) ?? new Map<number, Ns>()).set(advert.version, tNs))
    }
    return {
      onAdvert(s, virtualRouter, router) {
        if (router === undefined) return
        note(router, s)
        for (const peer of peersOf(router)) {
          if (peer.lastSighting.advert.priority === 0) continue // it left, and may come back in the other version
          const mixed = speaksOnly(router, 2) ? speaksOnly(peer, 3) : speaksOnly(router, 3) && speaksOnly(peer, 2)
          if (!mixed) continue
          const [v2, v3] = s.advert.version === 2 ? [router, peer] : [peer, router]
          run.report('mixed', {
            virtualRouter,
            routers: [v2, v3],
            incident: pairOf(v2, v3),
            seen: [s],
            values: { v2: v2.name, v3: v3.name, vrid: s.advert.vrid },
          })
        }
      },
    }
  },
})
