import { isMulticast } from '../../../core/address.ts'
import type { RejectReason } from '../../../model/types.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import type { Acceptance } from '../../../observe/record.ts'
import { watchOverlaps } from '../../overlap.ts'
import { defineRule } from '../../rule.ts'

const ONE = '{by} rejects the adverts of {from}'
const EACH = '{from} and {by} reject the adverts of each other'
const TWO_PROTOCOLS = 'one speaks inside AH (IP protocol 51), the other without it (112)'
const SAME_PASSWORD =
  'Write the same `auth_pass` into the instances of {from} and {by}; only the first 8 characters count.'
const SAME_TYPE =
  'Use one authentication on all members: the same `authentication { auth_type PASS auth_pass ... }` block, or none ' +
  'at all. FRR knows none: beside it the others must have no block.'
const SAME_PROTOCOL =
  'Set the same `auth_type` on {from} and {by}: `PASS` on both, `AH` on both, or no authentication block.'
const HIGHER_HOP_LIMIT =
  'Set `unicast_ttl 255` on {from}, or lower `min_ttl` for {from} in the `unicast_peer` block of {by}.'
const NOT_RELAYED =
  'Look for what lowers the hop limit between {from} and {by}: a relay, a tunnel, `nft ... ip ttl set`, and let ' +
  '{from} itself send with 255. Multicast that arrives with less is dropped: no setting of {by} allows it.'
const SAME_ADDRESSES =
  'Write the same `virtual_ipaddress` block on {from} and {by}; keepalived 2.3.3 and later only log the difference.'

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
    other: `${ONE}: the {check} check of profile {profile} fails.`,
    otherEach: `${EACH}: the {check} check of profile {profile} fails.`,
    authData: { text: `${ONE}: the passwords or keys differ.`, remedy: SAME_PASSWORD },
    authDataEach: { text: `${EACH}: the passwords or keys differ.`, remedy: SAME_PASSWORD },
    authType: { text: `${ONE}: {from} sends authentication {authFrom}, {by} uses {authBy}.`, remedy: SAME_TYPE },
    authTypeEach: { text: `${EACH}: {from} sends authentication {authFrom}, {by} sends {authBy}.`, remedy: SAME_TYPE },
    protocol: { text: `{by} never sees the adverts of {from}: ${TWO_PROTOCOLS}.`, remedy: SAME_PROTOCOL },
    protocolEach: {
      text: `{from} and {by} never see the adverts of each other: ${TWO_PROTOCOLS}.`,
      remedy: SAME_PROTOCOL,
    },
    transport: {
      text: '{from} does not send to {by}: it sends to {dst}.',
      why: 'Who hears no adverts takes over; the sender has another list of unicast peers, or another way to send.',
      remedy: 'Write {by} into the `unicast_peer` block of {from}, or use multicast on both.',
    },
    transportEach: {
      text: '{from} and {by} do not send to each other: {from} sends to {dst}.',
      why: 'Who hears no adverts takes over; each has another list of unicast peers, or another way to send.',
      remedy: 'Write {from} and {by} into the `unicast_peer` block of each other, or use multicast on both.',
    },
    hopLimit: { text: `${ONE}: they arrive with hop limit {hopLimit}.`, remedy: HIGHER_HOP_LIMIT },
    hopLimitEach: { text: `${EACH}: they arrive with hop limit {hopLimit}.`, remedy: HIGHER_HOP_LIMIT },
    relayed: { text: `${ONE}: they arrive with hop limit {hopLimit}, not 255.`, remedy: NOT_RELAYED },
    relayedEach: { text: `${EACH}: they arrive with hop limit {hopLimit}, not 255.`, remedy: NOT_RELAYED },
    addresses: { text: `${ONE}: their address lists differ.`, remedy: SAME_ADDRESSES },
    addressesEach: { text: `${EACH}: their address lists differ.`, remedy: SAME_ADDRESSES },
  },
  watch(run) {
    const told = new WeakSet<LivePeriod>()
    return watchOverlaps(run, ({ first, second, from }) => {
      if (told.has(second)) return
      const ways = rejectionsBetween(first.router, second.router)
      const [way, back] = ways
      if (way === undefined) return
      told.add(second)
      const isMutual = back !== undefined && back.about === way.about
      for (const { sender, by, acceptance, about } of isMutual ? [way] : ways)
        run.report(isMutual ? `${about}Each` : about, {
          virtualRouter: sender.virtualRouter,
          routers: [sender, by],
          seen: [{ tNs: from, frameNo: second.firstFrameNo }],
          confidence: acceptance.profileSource === 'assumed' || isUnseen(about, sender) ? 'likely' : 'certain',
          values: {
            from: sender.name,
            by: by.name,
            check: acceptance.firstFailedCheck ?? 'unknown',
            profile: acceptance.profile,
            authFrom: authOf(sender),
            authBy: authOf(by),
            dst: sender.lastSighting.dst.text,
            hopLimit: sender.lastSighting.hopLimit,
          },
        })
    })
  },
})

type About = 'other' | 'transport' | 'authData' | 'authType' | 'protocol' | 'hopLimit' | 'relayed' | 'addresses'

interface Rejection {
  readonly sender: LiveRouter
  readonly by: LiveRouter
  readonly acceptance: Acceptance
  readonly about: About
}

function rejectionsBetween(a: LiveRouter, b: LiveRouter): readonly Rejection[] {
  const ways = [
    { sender: a, by: b },
    { sender: b, by: a },
  ]
  return ways.flatMap(({ sender, by }) => {
    const acceptance = sender.virtualRouter.acceptance(sender, by)
    if (acceptance === undefined || acceptance.accepts) return []
    return [{ sender, by, acceptance, about: aboutOf(acceptance.firstFailedCheck, sender) }]
  })
}

function aboutOf(check: RejectReason | undefined, { lastSighting }: LiveRouter): About {
  if (check === 'auth-data' || check === 'hmac') return 'authData'
  if (check === 'auth-type') return 'authType'
  if (check === 'protocol') return 'protocol'
  if (check === 'transport') return 'transport'
  if (check === 'hop-limit') return isMulticast(lastSighting.dst) ? 'relayed' : 'hopLimit'
  if (check === 'addresses' || check === 'address-count') return 'addresses'
  return 'other'
}

/** That an advert is not sent there is seen from its absence, where no configuration says so. */
const isUnseen = (about: About, sender: LiveRouter): boolean => about === 'transport' && sender.config === undefined

const authOf = (router: LiveRouter): string => (router.auth === 'simple' ? 'simple (PASS)' : router.auth)
