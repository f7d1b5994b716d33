import type { ProfileName } from '../core/profile-name.ts'
import { NS_PER_CS, NS_PER_US, type Ns, ns } from '../core/time.ts'

// What implementations do differently from the text, as data. accept.ts and step.ts read it; nothing else asks who
// made a router. The evidence for each line is a capture in fixtures/ or the RFC clause named beside it.

/** Receive checks by name, see accept.ts. A profile lists the ones it makes, in its order: the first failure counts. */
export type CheckName =
  | 'protocol'
  | 'transport'
  | 'group'
  | 'kernel-checksum'
  | 'vrid'
  | 'shortest-length'
  | 'complete-length'
  | 'exact-length'
  | 'hop-limit'
  | 'version'
  | 'type'
  | 'checksum'
  | 'hmac'
  | 'auth-type-known'
  | 'auth-type'
  | 'auth-data'
  | 'auth-sequence'
  | 'interval'
  | 'interval-not-zero'
  | 'address-count'
  | 'address-count-not-zero'
  | 'addresses'
  | 'first-address-link-local'
  | 'source'
  | 'owner'

/** Which checksum readings a receiver takes for VRRPv3 over IPv4. */
export type ChecksumPolicy = 'own-style' | 'keepalived' | 'group-pseudo-header' | 'message-only'

export interface Profile {
  readonly name: ProfileName
  readonly checks: readonly CheckName[]
  readonly checksum: ChecksumPolicy
  /** An Active Router answers a lower-priority advert with one of its own (RFC 9568 6.4.3, new in that RFC). */
  readonly assertsAgainstLower: boolean
  /** ... and repeats its gratuitous ARPs. */
  readonly announcesAgainstLower: boolean
  /** Every advert that reaches an Active instance restarts its Adver_Timer, a rejected one too: the silent Active. */
  readonly anyAdvertRestartsTimer: boolean
  /** Priority 255 alone does not start as Active: the configured initial state must say so. */
  readonly ownerNeedsInitialState: boolean
  /**
   * What an owner does that hears another owner: compare addresses; go down to 254 until its next start; or give way to
   * a higher address and, before a lower one that has not gone by its third advert, go down to 254 until it is Active.
   */
  readonly twoOwners: 'compare-addresses' | 'hearer-steps-down' | 'higher-waits'
  /** During vrrp_startup_delay: hear nothing, or let each ignored advert add what is left of the delay. */
  readonly startupDelay: 'deaf' | 'pushed-by-lower'
  /** Timers are cut down to whole multiples of this. */
  readonly timerGrain: Ns
  /** skip_check_adv_addr leaves out the check of the source address as well. */
  readonly skipCoversSource: boolean
  /** The reserved bits in front of the interval are read as its high bits. */
  readonly learnsReservedBits: boolean
}

/** The profile of that name. */
export const profile = (name: ProfileName): Profile => PROFILES[name]

// A socket bound to protocol, address and group does not hear the rest at all.
const SOCKET: readonly CheckName[] = ['protocol', 'transport', 'group']

const RFC: Omit<Profile, 'name' | 'checks'> = {
  checksum: 'own-style',
  assertsAgainstLower: false,
  announcesAgainstLower: false,
  anyAdvertRestartsTimer: false,
  ownerNeedsInitialState: false,
  twoOwners: 'compare-addresses',
  startupDelay: 'deaf',
  timerGrain: ns(1),
  skipCoversSource: false,
  learnsReservedBits: false,
}

const KEEPALIVED: Omit<Profile, 'name' | 'checks' | 'twoOwners' | 'startupDelay'> = {
  ...RFC,
  checksum: 'keepalived',
  assertsAgainstLower: true,
  announcesAgainstLower: true,
  anyAdvertRestartsTimer: true,
  ownerNeedsInitialState: true,
  timerGrain: ns(NS_PER_US),
}

// Authentication comes before the checksum: a damaged packet is reported as a wrong password.
// Over IPv6 the kernel drops a bad sum before the daemon sees the packet.
const KEEPALIVED_HEAD: readonly CheckName[] = [
  ...SOCKET,
  'kernel-checksum',
  'vrid',
  'exact-length',
  'hop-limit',
  'version',
]
const KEEPALIVED_AUTH: readonly CheckName[] = ['auth-type-known', 'auth-type', 'auth-data', 'auth-sequence', 'interval']

const FRR: Omit<Profile, 'name' | 'checksum'> = {
  ...RFC,
  checks: [
    ...SOCKET,
    'kernel-checksum',
    'hop-limit',
    'shortest-length',
    'version',
    'checksum',
    'type',
    'exact-length',
    'auth-type',
    'vrid',
    'owner',
    'interval',
  ],
  timerGrain: ns(NS_PER_CS),
  learnsReservedBits: true,
}

const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  // RFC 2338 7.1. Its length rule is the fixed header alone; without that no advert exists here.
  rfc2338: {
    ...RFC,
    name: 'rfc2338',
    checks: [
      ...SOCKET,
      'hop-limit',
      'version',
      'checksum',
      'auth-type',
      'auth-data',
      'auth-sequence',
      'vrid',
      'type',
      'interval',
    ],
  },
  // RFC 3768 7.1; the type at 5.3.2. keepalived's trailer, which no RFC knows, bites only where it is configured.
  rfc3768: {
    ...RFC,
    name: 'rfc3768',
    checks: [
      ...SOCKET,
      'hop-limit',
      'version',
      'complete-length',
      'checksum',
      'vrid',
      'owner',
      'hmac',
      'auth-type',
      'auth-data',
      'auth-sequence',
      'type',
      'interval',
    ],
  },
  // RFC 5798 7.1; the type at 5.2.2. No rule against interval 0.
  rfc5798: {
    ...RFC,
    name: 'rfc5798',
    checks: [...SOCKET, 'hop-limit', 'version', 'complete-length', 'checksum', 'vrid', 'owner', 'type', 'hmac'],
  },
  // RFC 9568 7.1 with errata 8298 (the owner processes adverts), 8299 (count), 8300 (link-local first), 8301 (interval).
  rfc9568: {
    ...RFC,
    name: 'rfc9568',
    checks: [
      ...SOCKET,
      'hop-limit',
      'version',
      'type',
      'complete-length',
      'checksum',
      'vrid',
      'address-count-not-zero',
      'interval-not-zero',
      'first-address-link-local',
      'hmac',
    ],
    assertsAgainstLower: true,
  },
  'keepalived-2.2': {
    ...KEEPALIVED,
    name: 'keepalived-2.2',
    checks: [...KEEPALIVED_HEAD, ...KEEPALIVED_AUTH, 'type', 'address-count', 'checksum', 'addresses', 'source'],
    twoOwners: 'hearer-steps-down',
    startupDelay: 'pushed-by-lower',
    skipCoversSource: true,
  },
  // Since 2.3.3 another address list is only logged.
  'keepalived-2.3.3': {
    ...KEEPALIVED,
    name: 'keepalived-2.3.3',
    checks: [...KEEPALIVED_HEAD, ...KEEPALIVED_AUTH, 'type', 'checksum', 'source'],
    twoOwners: 'higher-waits',
    startupDelay: 'deaf',
  },
  'keepalived-2.4': {
    ...KEEPALIVED,
    name: 'keepalived-2.4',
    checks: [...KEEPALIVED_HEAD, 'hmac', ...KEEPALIVED_AUTH, 'type', 'checksum', 'source'],
    twoOwners: 'higher-waits',
    startupDelay: 'deaf',
  },
  frr: { ...FRR, name: 'frr', checksum: 'group-pseudo-header' },
  // FRR with `no vrrp N checksum-with-ipv4-pseudoheader`.
  'frr-no-pseudo': { ...FRR, name: 'frr-no-pseudo', checksum: 'message-only' },
}
