import { virtualMac } from '../../../core/address.ts'
import { type Ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { addressesOf } from '../../addresses.ts'
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
        run.report('muted', {
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
        const address = claim.address.text
        const virtualRouters = run.world.virtualRoutersOf(address, fact)
        // It may hold the address rightly: under another VRID.
        if (virtualRouters.some(({ active }) => active.some(({ mac }) => mac === claim.mac))) return
        for (const virtualRouter of virtualRouters) {
          if (claim.mac === virtualMac(virtualRouter.family, virtualRouter.vrid)) continue // shared by all of them
          const router = virtualRouter.routers.find(({ mac }) => mac === claim.mac)
          const since = router && fellSilentAt(router, fact.tNs)
          if (router === undefined || since === undefined) continue
          silent.report(router, claim.unasked ? 'announces' : 'answers', {
            virtualRouter,
            routers: [router],
            incident: since,
            seen: [fact],
            values: {
              router: router.name,
              by: virtualRouter.active[0]?.name ?? 'the others',
              vrid: virtualRouter.vrid,
              addresses: address,
            },
          })
        }
      },
      onActive: silent.onActive,
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
