import { virtualMac } from '../../../core/address.ts'
import { NS_PER_SEC } from '../../../core/time.ts'
import type { LiveRouter, LiveTakeover, LiveVirtualRouter } from '../../../observe/live.ts'
import { announcesFrom, hasToAnnounce, noteFirstListed } from '../../announcing.ts'
import { payAttention } from '../../attention.ts'
import { defineRule, type Sign } from '../../rule.ts'

const MISSING = '{router} became Active for VRID {vrid} and never announced {addresses}.'

/** The announcements of many addresses are up to this far apart (`vrrp_garp_interval`). */
const PACE_NS = NS_PER_SEC

const SHARED_MAC = {
  text: MISSING,
  severity: 'warning',
  why:
    'Hosts keep the virtual MAC, which all members use, and its adverts teach the switches where that is now. Whoever waits ' +
    'for the announcement itself, a monitor or a bridge that filters multicast, does not hear of the takeover.',
} as const

const REMEDY_FRR =
  'FRR has no setting for it: it announces once, when the macvlan of {router} comes up. Look in the log of zebra why it did not; ' +
  'until then by hand: `arping -U -I IF ADDRESS`, IPv6: `ndsend ADDRESS IF`.'

export const noAnnouncement = defineRule({
  id: 'state/no-announcement',
  severity: 'error',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 8.1.2', 'RFC 9568 8.2.2'],
  condition:
    'A router became Active and sent no gratuitous ARP or unsolicited neighbour advertisement for an address. One that ' +
    'hosts must discard (RFC 4861 7.1.2), without the override flag or without a link-layer address counts as none.',
  why: 'Hosts and switches keep sending to the router before it until their tables expire, which takes minutes.',
  remedy:
    'On {router} set `garp_master_repeat 5` (and `garp_master_refresh 60`), or announce by hand: `arping -U -I IF ADDRESS`; ' +
    'IPv6: `ndisc6`/`ndsend ADDRESS IF`.',
  messages: {
    missing: MISSING,
    missingFrr: { text: MISSING, remedy: REMEDY_FRR },
    sharedMac: SHARED_MAC,
    sharedMacFrr: { ...SHARED_MAC, remedy: REMEDY_FRR },
  },
  watch(run) {
    const attention = payAttention(run)
    const listed = noteFirstListed()
    /** Routers that are Active and have addresses left to announce. */
    const open = new Map<LiveRouter, Missing>()
    return {
      ...attention,
      onActive: listed.onActive,
      onTakeover(takeover) {
        const { to, period } = takeover
        const silent = unannounced(takeover, listed.of(period))
        if (silent.length === 0 || !attention.seesNeighbours(to) || wasCutShort(takeover)) return
        if (!hasToAnnounce(takeover)) return
        // What it announces later is not missing: hundreds of addresses take their time, and who begins late is told so.
        const message = messageOf(to)
        if (to.period === period) open.set(to, { takeover, silent, message })
        run.report(message, signOf(takeover, silent))
      },
      onClaim({ address: { text }, unasked }, fact) {
        if (!unasked || open.size === 0) return
        for (const { active } of run.world.virtualRoutersOf(text, fact))
          for (const router of active) {
            const missing = open.get(router)
            if (!missing?.silent.includes(text) || router.announced.get(text)?.tNs !== fact.tNs) continue
            const silent = missing.silent.filter((address) => address !== text)
            open.set(router, { ...missing, silent })
            run.withdraw(missing.message, signOf(missing.takeover, missing.silent))
            if (silent.length > 0) run.report(missing.message, signOf(missing.takeover, silent))
          }
      },
      onPeriodEnd({ router, to }) {
        const missing = open.get(router)
        open.delete(router)
        // The turn of the others had not come.
        if (
          missing !== undefined &&
          (to ?? run.world.now) - lastAnnounced(router) < Math.max(PACE_NS, router.intervalNs)
        )
          run.withdraw(missing.message, signOf(missing.takeover, missing.silent))
      },
    }
    // Active for less than an interval, or watched for less: the announcement may have been on its way.
    function wasCutShort({ at, to, period }: LiveTakeover): boolean {
      const interval = to.intervalNs
      return run.world.now - at < interval || (period.to ?? run.world.now) - at < interval
    }
  },
})

const lastAnnounced = ({ announced }: LiveRouter): number => Math.max(...[...announced.values()].map(({ tNs }) => tNs))

interface Missing {
  readonly takeover: LiveTakeover
  readonly silent: readonly string[]
  readonly message: Said
}

type Said = 'missing' | 'missingFrr' | 'sharedMac' | 'sharedMacFrr'

function messageOf({ profile, virtualRouter }: LiveRouter): Said {
  const isFrr = profile.profile.startsWith('frr')
  if (shareMac(virtualRouter)) return isFrr ? 'sharedMacFrr' : 'sharedMac'
  return isFrr ? 'missingFrr' : 'missing'
}

const shareMac = ({ family, vrid, routers }: LiveVirtualRouter): boolean =>
  routers.every(({ mac }) => mac === virtualMac(family, vrid))

const signOf = ({ to, at, frameNo }: LiveTakeover, silent: readonly string[]): Sign => ({
  virtualRouter: to.virtualRouter,
  routers: [to],
  incident: at,
  seen: [{ tNs: at, frameNo }],
  values: { router: to.name, vrid: to.virtualRouter.vrid, addresses: silent.join(', ') },
})

/** Those of the addresses that the new Active router did not announce. */
function unannounced(takeover: LiveTakeover, addresses: readonly string[]): readonly string[] {
  const since = announcesFrom(takeover)
  return addresses.filter((address) => (takeover.to.announced.get(address)?.tNs ?? Number.NEGATIVE_INFINITY) < since)
}
