import { virtualMac } from '../../../core/address.ts'
import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import type { ArpFact, NdFact } from '../../../wire/facts.ts'
import { addressesOf } from '../../addresses.ts'
import type { Claim } from '../../announced.ts'
import type { Confidence } from '../../finding.ts'
import { periodBefore } from '../../period-before.ts'
import { defineRule } from '../../rule.ts'
import { whileSilent } from '../../while-silent.ts'

export const silentActive = defineRule({
  id: 'state/silent-active',
  severity: 'error',
  absence: true,
  rfc: ['RFC 9568 6.4.3'],
  condition:
    'A router announced the address and went mute without priority 0 and without a router entitled to silence it, or it ' +
    'still answers for the address.',
  why: 'It holds the address and nobody can see it from the adverts: two hosts have one address.',
  remedy:
    'Restart the daemon on {router} (or remove {addresses} from its interface by hand), then make its instance agree with ' +
    'that of {by}.',
  messages: {
    muted: '{router} announced {addresses} and is mute since: adverts of {by}, which it rejects, restart its timer.',
    announces: {
      text: '{router} has not advertised VRID {vrid} since it fell silent, but it goes on announcing {addresses}.',
      why:
        'Its daemon is alive and takes itself for Active; its adverts get lost before this vantage point, its announcements ' +
        'do not. Two hosts have one address.',
      remedy:
        'Look for what drops protocol 112 of {router} on its way here and nothing else: `nft list ruleset`, `tc filter show`, ' +
        'ACLs of its switch port.',
    },
    answers: '{router} has not advertised VRID {vrid} since it fell silent, but it still answers for {addresses}.',
  },
  watch(run) {
    const silent = whileSilent(run)
    return {
      onMuted(router, by, at) {
        silent.report(router, 'muted', {
          virtualRouter: router.virtualRouter,
          routers: [router, by],
          seen: [{ tNs: router.lastAdvertNs, frameNo: router.lastFrameNo }],
          to: at,
          confidence: 'likely',
          values: {
            router: router.name,
            by: by.name,
            vrid: router.virtualRouter.vrid,
            addresses: addressesOf(router.virtualRouter),
          },
        })
      },
      onClaim(claim, fact) {
        const virtualRouters = run.world.virtualRoutersOf(claim.address.text, fact)
        // It may hold the address rightly: under another VRID.
        const isActive = virtualRouters.some(({ active }) => active.some(({ mac }) => mac === claim.mac))
        for (const virtualRouter of virtualRouters) {
          if (claim.mac === virtualMac(virtualRouter.family, virtualRouter.vrid)) {
            // Shared by all of them: it tells of the one that fell silent until another one takes over.
            if (!claim.unasked) hearOut(virtualRouter, claim, fact)
            continue
          }
          if (isActive) continue
          const router = virtualRouter.routers.find(({ mac }) => mac === claim.mac)
          const since = router && fellSilentAt(router, fact.tNs)
          if (router === undefined || since === undefined) continue
          tell(router, since, claim, fact)
        }
      },
      onActive: silent.onActive,
      onLate: silent.onLate,
    }

    function hearOut(virtualRouter: LiveVirtualRouter, claim: Claim, fact: ArpFact | NdFact): void {
      const { active, lastAnnouncements, lastSeenNs } = virtualRouter
      if (active.some((router) => fact.tNs <= router.lastAdvertNs + router.intervalNs)) return
      // Somebody took over, and its adverts are not seen.
      if ([...lastAnnouncements.values()].some(({ tNs }) => tNs > lastSeenNs)) return
      const wait = Math.max(...virtualRouter.routers.map((router) => router.activeDownNs(router) + router.intervalNs))
      run.after(ns(fact.tNs + wait), () => {
        const { router, to } = leftBehind(virtualRouter, fact.tNs) ?? {}
        if (router !== undefined && to !== undefined) tell(router, to, claim, fact, 'likely')
      })
    }

    function tell(
      router: LiveRouter,
      since: Ns,
      { address, unasked }: Claim,
      fact: ArpFact | NdFact,
      confidence: Confidence = 'certain',
    ): void {
      const { virtualRouter } = router
      silent.report(router, unasked ? 'announces' : 'answers', {
        virtualRouter,
        routers: [router],
        incident: since,
        seen: [fact],
        confidence,
        values: {
          router: router.name,
          by: virtualRouter.active[0]?.name ?? 'the others',
          vrid: virtualRouter.vrid,
          addresses: address.text,
        },
      })
    }
  },
})

/** The end of its last Active period, where it has been silent for longer than an interval since. */
function fellSilentAt(router: LiveRouter, at: Ns): Ns | undefined {
  if (router.period !== undefined) return undefined
  const last = periodBefore(router, at)
  const isSilent = last?.endedBy === 'silence' && at > (last.to ?? at) + nsFromCs(router.advertised)
  return isSilent ? last.to : undefined
}

/**
 * The period of the router that fell silent longer than an interval before, where nobody else has the virtual MAC at `at`:
 * none became Active by then, or sends its first advert an interval after its takeover (FRR over IPv6).
 */
function leftBehind({ periods }: LiveVirtualRouter, at: Ns): LivePeriod | undefined {
  const last = periods.findLast(({ from }) => from <= at)
  if (last?.to === undefined || last.endedBy !== 'silence' || last.muted) return undefined
  const { to } = last
  const { intervalNs } = last.router
  const isTaken = periods.some((p) => p !== last && p.from <= at + 1.1 * intervalNs && (p.to ?? at) > to)
  return at > to + intervalNs && !isTaken ? last : undefined
}
