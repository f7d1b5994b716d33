import { BoundedMap } from '../../../core/bounded.ts'
import { ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import type { Sighting } from '../../../wire/facts.ts'
import { mayJoin } from '../../../wire/membership.ts'
import { peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

// A router that was there from the start of the capture is no newcomer.
const LATE_INTERVALS = 5
const DECIDED_INTERVALS = 2.5
const MAX_JOINED = 4096

export const rogueSpeaker = defineRule({
  id: 'sec/rogue-speaker',
  severity: 'error',
  rfc: ['RFC 9568 9'],
  condition:
    'A speaker that comes late copies the address list of a served virtual router at a higher priority, from hardware ' +
    'of another maker or with another hop limit or IP id pattern, and never joined the group.',
  why: 'Attack tools (VRRP0wn, vrrp-hijacker, Loki) do exactly this to get at the traffic of the segment.',
  remedy:
    'Find {mac} in the table of the switch and shut its port. Then drop protocol 112 at access ports, and turn on dynamic ' +
    'ARP inspection; between keepalived 2.4 nodes use `auth_hmac` with `mode enforce`.',
  messages: {
    intruder:
      '{src} ({mac}) appeared for VRID {vrid} with priority {priority}, the addresses of {victim} and {difference}.',
    newcomer: {
      text:
        '{src} ({mac}), which was not seen to join the group, appeared for VRID {vrid} with priority {priority}, the ' +
        'addresses of {victim} and {difference}.',
      severity: 'warning',
      remedy:
        'See whether {src} is a router of yours that was started then; `-c FILE` makes it known. If it is not, find {mac} ' +
        'in the table of the switch and shut its port.',
    },
  },
  watch(run) {
    // A router that means to stay joins the group before it speaks; over which MAC is its own affair.
    const joined = new BoundedMap<string, true>(MAX_JOINED)
    return {
      facts: {
        membership(fact) {
          if (mayJoin(fact)) joined.set(fact.src.text, true)
        },
      },
      onAdvert(s, virtualRouter, router) {
        if (router === undefined || router.adverts > 1 || !isLate(router)) return
        if (router.config !== undefined || joined.get(router.address.text) || probed(router)) return
        const victim = peersOf(router).find((peer) => isCopyOf(router, peer))
        if (victim === undefined) return
        // One advert does not tell whether its ids count.
        run.after(ns(s.tNs + DECIDED_INTERVALS * router.intervalNs), () => {
          const difference = isMember(router, s) ? undefined : differenceOf(router, s)
          if (difference === undefined) return
          // One that counts its adverts may as well be a daemon whose join this port did not show.
          run.report(counts(router) ? 'newcomer' : 'intruder', {
            virtualRouter,
            routers: [router, victim],
            seen: [s],
            confidence: counts(router) ? 'possible' : 'likely',
            values: {
              src: router.name,
              mac: router.mac ?? 'MAC not captured',
              vrid: virtualRouter.vrid,
              priority: router.priority,
              victim: victim.name,
              difference,
            },
          })
        })
      },
    }
  },
})

const isLate = (router: LiveRouter): boolean =>
  router.firstSeenNs - router.virtualRouter.firstSeenNs > LATE_INTERVALS * nsFromCs(router.advertised)

const probed = ({ host }: LiveRouter): boolean => host?.lastProbeNs !== undefined

function isCopyOf(router: LiveRouter, peer: LiveRouter): boolean {
  const ours = router.lastSighting.advert.addresses.map(({ text }) => text).join()
  const theirs = peer.lastSighting.advert.addresses.map(({ text }) => text).join()
  return ours !== '' && ours === theirs && router.priority > Math.max(...peer.priorities, 0)
}

/** Its ids count adverts, as those of no attack tool do; a few of them may be lost. */
const counts = ({ ipId, idsLeftOut }: LiveRouter): boolean => ipId.consecutive > 0 || idsLeftOut !== undefined

/** It is not at its first advert: a member that was Active before the capture, or where the capture does not look. */
const isMember = (router: LiveRouter, first: Sighting): boolean => counts(router) && first.ipId > 1

/** In what it differs from every known member; virtual MACs say nothing of their maker. */
function differenceOf(router: LiveRouter, first: Sighting): string | undefined {
  const peers = peersOf(router)
  const mac = first.srcMac
  const isPhysical = (text: string | undefined): text is NonNullable<typeof mac> =>
    text !== undefined && !text.startsWith('00:00:5e:00:')
  if (isPhysical(mac) && peers.every((peer) => isPhysical(peer.mac) && peer.mac.slice(0, 8) !== mac.slice(0, 8)))
    return `hardware of another maker (${mac.slice(0, 8)})`
  if (peers.every((peer) => peer.lastSighting.hopLimit !== first.hopLimit)) return `hop limit ${first.hopLimit}`
  if (first.ipId >= 0 && router.adverts > 1 && !counts(router) && peers.every(({ ipId }) => ipId.consecutive > 0))
    return 'IP ids that do not count adverts, as those of the others do'
  return undefined
}
