import type { RejectReason } from '../../../model/types.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { watchOverlaps } from '../../overlap.ts'
import { defineRule } from '../../rule.ts'

export const mutualRejection = defineRule({
  id: 'state/mutual-rejection',
  severity: 'error',
  rfc: ['RFC 9568 7.1', 'RFC 3768 7.1'],
  condition:
    'Two routers are Active at once, and by the receive checks of the one the adverts of the other are rejected.',
  why:
    'A rejected advert does not keep a Backup from taking over. keepalived as Active even restarts its own timer at a ' +
    'rejected advert, so such routers speak in turns, or one is mute and still holds the address.',
  remedy: 'Make the instances of {from} and {by} alike in what {by} checks first: {check}.',
  messages: {
    other: '{by} rejects the adverts of {from} ({check} check, profile {profile}).',
    authData: {
      text: '{by} rejects the adverts of {from}: the passwords or keys differ.',
      remedy: 'Write the same `auth_pass` into the instances of {from} and {by}; only the first 8 characters count.',
    },
    authType: {
      text: '{by} rejects the adverts of {from}: {from} sends authentication {authFrom}, {by} uses {authBy}.',
      remedy:
        'Use one authentication on all members: the same `authentication { auth_type PASS auth_pass ... }` block, or none ' +
        'at all (FRR knows none: delete the block on {from} and {by}).',
    },
    protocol: {
      text: '{by} never sees the adverts of {from}: one speaks inside AH (IP protocol 51), the other without it (112).',
      remedy: 'Set the same `auth_type` on {from} and {by}: `PASS` on both, `AH` on both, or no authentication block.',
    },
    hopLimit: {
      text: '{by} rejects the adverts of {from}: they arrive with hop limit {hopLimit}.',
      remedy: 'Set `unicast_ttl 255` on {from}, or lower `min_ttl` for {from} in the `unicast_peer` block of {by}.',
    },
    addresses: {
      text: '{by} rejects the adverts of {from}: their address lists differ.',
      remedy:
        'Write the same `virtual_ipaddress` block on {from} and {by}; keepalived 2.3.3 and later only log the difference.',
    },
  },
  watch(run) {
    const told = new WeakSet<LivePeriod>()
    return watchOverlaps(run, ({ first, second, from }) => {
      if (told.has(second)) return
      told.add(second)
      for (const [sender, by] of [
        [first.router, second.router],
        [second.router, first.router],
      ] as const) {
        const acceptance = sender.virtualRouter.acceptance(sender, by)
        if (acceptance === undefined || acceptance.accepts) continue
        const check = acceptance.firstFailedCheck ?? 'unknown'
        run.report(messageOf(acceptance.firstFailedCheck), {
          virtualRouter: sender.virtualRouter,
          routers: [sender, by],
          incident: `${sender.name} ${by.name}`,
          seen: [{ tNs: from, frameNo: second.firstFrameNo }],
          confidence: acceptance.profileSource === 'assumed' ? 'likely' : 'certain',
          values: {
            from: sender.name,
            by: by.name,
            check,
            profile: acceptance.profile,
            authFrom: authOf(sender),
            authBy: authOf(by),
            hopLimit: sender.lastSighting.hopLimit,
          },
        })
      }
    })
  },
})

function messageOf(check: RejectReason | undefined) {
  if (check === 'auth-data' || check === 'hmac') return 'authData'
  if (check === 'auth-type') return 'authType'
  if (check === 'protocol') return 'protocol'
  if (check === 'hop-limit') return 'hopLimit'
  if (check === 'addresses' || check === 'address-count') return 'addresses'
  return 'other'
}

const authOf = (router: LiveRouter): string => (router.auth === 'simple' ? 'simple (PASS)' : router.auth)
