import { isMulticast, sameIp } from '../../../core/address.ts'
import type { RejectReason } from '../../../model/types.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import type { Acceptance } from '../../../observe/record.ts'
import type { Confidence } from '../../finding.ts'
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
  'Look for what lowers the hop limit between {from} and {by}: a relay, a tunnel, a rule of nft (`ip ttl set`, `ip6 hoplimit ' +
  'set`), and let {from} itself send with 255. Multicast that arrives with less is dropped: no setting of {by} allows it.'
const OWN_SOURCE =
  'Linux drops packets whose source is an address of its own, before any firewall or daemon sees them, and logs them only ' +
  'as `martian source`: who hears no adverts takes over.'
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
    heldSource: {
      text: '{by} holds {src} as a virtual address, and {from} sends from it: {by} drops, as Linux does, what seems to come from itself.',
      why: OWN_SOURCE,
      remedy:
        'Let {from} send from an address that is not virtual (`mcast_src_ip` / `unicast_src_ip`; FRR: another primary address of the ' +
        'interface). An address owner that comes back while {by} holds its address has the same trouble: stop {by} first.',
    },
    sameSourceEach: {
      text: '{src} is on two hosts, {macFrom} and {macBy} (duplicate address): each drops, as Linux does, what seems to come from itself.',
      why: OWN_SOURCE,
      remedy:
        'Find {macFrom} and {macBy} in the table of the switch and give one of the two another address instead of {src}.',
    },
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
        run.report(messageOf(about, isMutual), {
          virtualRouter: sender.virtualRouter,
          routers: [sender, by],
          seen: [{ tNs: from, frameNo: second.firstFrameNo }],
          confidence: confidenceOf(about, sender, acceptance),
          values: {
            from: sender.name,
            by: by.name,
            check: acceptance?.firstFailedCheck ?? 'unknown',
            profile: by.profile.profile,
            authFrom: authOf(sender),
            authBy: authOf(by),
            dst: sender.lastSighting.dst.text,
            hopLimit: sender.lastSighting.hopLimit,
            src: sender.address.text,
            macFrom: sender.mac ?? NO_MAC,
            macBy: by.mac ?? NO_MAC,
          },
        })
    })
  },
})

type About =
  | 'other'
  | 'transport'
  | 'authData'
  | 'authType'
  | 'protocol'
  | 'hopLimit'
  | 'relayed'
  | 'addresses'
  | Kernel
/** What the kernel of the receiver drops, whatever is in the advert. */
type Kernel = 'heldSource' | 'sameSource'

interface Rejection {
  readonly sender: LiveRouter
  readonly by: LiveRouter
  /** Undefined where the advert does not come so far. */
  readonly acceptance: Acceptance | undefined
  readonly about: About
}

/** One address on two hosts is always mutual; that each has the other's address for a virtual one is told of both. */
const messageOf = (about: About, isMutual: boolean) =>
  about === 'sameSource' ? 'sameSourceEach' : about === 'heldSource' || !isMutual ? about : (`${about}Each` as const)

function rejectionsBetween(a: LiveRouter, b: LiveRouter): readonly Rejection[] {
  const ways = [
    { sender: a, by: b },
    { sender: b, by: a },
  ]
  return ways.flatMap(({ sender, by }): Rejection[] => {
    const dropped = droppedByKernel(sender, by)
    if (dropped !== undefined) return [{ sender, by, acceptance: undefined, about: dropped }]
    const acceptance = sender.virtualRouter.acceptance(sender, by)
    if (acceptance === undefined || acceptance.accepts) return []
    return [{ sender, by, acceptance, about: aboutOf(acceptance.firstFailedCheck, sender) }]
  })
}

/** Over IPv4 a packet from an address of the receiver's own: one that both have, or a virtual one that it holds as Active. */
function droppedByKernel(sender: LiveRouter, by: LiveRouter): Kernel | undefined {
  if (sender.address.family !== 4) return undefined
  if (sameIp(sender.address, by.address)) return sender.mac === by.mac ? undefined : 'sameSource'
  return by.lastSighting.advert.addresses.some((ip) => sameIp(ip, sender.address)) ? 'heldSource' : undefined
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

/** A kernel may be told to take such packets; that nothing is sent there is seen from its absence. */
function confidenceOf(about: About, sender: LiveRouter, acceptance: Acceptance | undefined): Confidence {
  const isUnseen = about === 'transport' && sender.config === undefined
  return acceptance === undefined || acceptance.profileSource === 'assumed' || isUnseen ? 'likely' : 'certain'
}

const NO_MAC = 'a MAC that is not captured'

const authOf = (router: LiveRouter): string => (router.auth === 'simple' ? 'simple (PASS)' : router.auth)
