import type { Authentication, RouterConfig } from '../config/model.ts'
import { type Ip, isLinkLocal, isMulticast, sameIp } from '../core/address.ts'
import { type Cs, cs } from '../core/time.ts'
import type { ChecksumReading, Sighting, TrailerFacts, VrrpAdvert } from '../wire/facts.ts'
import { isAuthCut } from '../wire/vrrp.ts'
import { wholeSeconds } from './params.ts'
import { type CheckName, type Profile, profile } from './profile.ts'
import type { RejectReason } from './types.ts'

// The receive rules (RFC 9568 7.1) of every profile. The same function serves the speaker on real packets and the
// question "would B accept the adverts of A?". What a capture cannot show never rejects: absence of proof is no proof.

/** What the checks need to know of the receiver. A RouterConfig is one. */
export type Receiver = Pick<
  RouterConfig,
  | 'family'
  | 'vrid'
  | 'version'
  | 'priority'
  | 'advertInterval'
  | 'primaryAddress'
  | 'addresses'
  | 'unicastPeers'
  | 'checkUnicastSource'
  | 'group'
  | 'profile'
  | 'authentication'
  | 'checksum'
  | 'refusesGroupChecksum'
  | 'skipCheckAddresses'
>

/**
 * What cryptography says of the AH value or HMAC trailer under the receiver's keys: false if it does not verify or its
 * key id is unknown, undefined where the keys themselves are not known to us.
 */
export type Verify = (authentication: Authentication, sighting: Sighting) => boolean | undefined

/** What a receiver remembers between packets. All optional: without it the rules that need it do not bite. */
export interface Circumstances {
  readonly verify?: Verify
  readonly active?: boolean
  /** Highest AH sequence number sent or accepted so far. */
  readonly ahSequence?: number
  /** Source of the advert accepted before this one: skip_check_adv_addr trusts it. */
  readonly lastAcceptedFrom?: Ip
  /** Unix time of the receiver's clock, whole seconds. */
  readonly nowSec?: number
  /** Newest verified trailer of this sender. */
  readonly newestTrailer?: TrailerFacts
  /** What the receiver itself sends, where only that tells what it is: it does not refuse its own form of an advert. */
  readonly own?: VrrpAdvert
}

/** The check that fails first, or undefined: the advert is accepted. */
export function accept(receiver: Receiver, sighting: Sighting, when: Circumstances = {}): RejectReason | undefined {
  const rules = profile(receiver.profile)
  for (const name of rules.checks) {
    const reason = CHECKS[name](receiver, sighting, when, rules)
    if (reason !== undefined && !(when.own !== undefined && haveOneForm(name, when.own, sighting.advert))) return reason
  }
  return undefined
}

/** To a check of an advert's form, which `b` fails, both look the same. */
function haveOneForm(name: CheckName, a: VrrpAdvert, b: VrrpAdvert): boolean {
  switch (name) {
    case 'shortest-length':
    case 'complete-length':
    case 'exact-length':
      return !a.truncated && !b.truncated && layoutOf(a) === layoutOf(b)
    case 'kernel-checksum':
    case 'checksum':
      return a.checksums?.some((reading) => b.checksums?.includes(reading)) ?? false
    case 'interval-not-zero':
      return a.maxAdvertInterval === 0
    case 'address-count-not-zero':
      return a.addressCount === 0
    case 'first-address-link-local':
      return a.addresses[0]?.family === 6 && !isLinkLocal(a.addresses[0])
    default:
      return false
  }
}

/** How many bytes are behind the addresses, and how many are missing of those. */
const layoutOf = (advert: VrrpAdvert): string =>
  [
    advert.addressCount - advert.addresses.length,
    advert.authData?.length ?? 0,
    advert.trailingBytes,
    advert.auth === 'hmac' || advert.trailer !== undefined,
  ].join(' ')

/**
 * Whether a packet that was refused for this reason still got as far as the instance: only then does keepalived's
 * Active restart its timer. The rest is stopped by socket, kernel, or the search for the VRID.
 */
export const reachesInstance = (receiver: Receiver, reason: RejectReason): boolean =>
  !STOPPED_BEFORE.has(reason) && !(reason === 'checksum' && receiver.family === 6)

const STOPPED_BEFORE: ReadonlySet<RejectReason> = new Set(['protocol', 'transport', 'group', 'vrid'])

type Check = (r: Receiver, s: Sighting, when: Circumstances, rules: Profile) => RejectReason | undefined

const CHECKS: Readonly<Record<CheckName, Check>> = {
  protocol: (r, s) =>
    s.src.family !== r.family || (s.advert.ah !== undefined) !== (r.authentication.kind === 'ah')
      ? 'protocol'
      : undefined,

  // A unicast instance is bound to its own address; a multicast one to the group.
  transport: (r, s) => {
    const wanted = r.unicastPeers.length > 0 ? r.primaryAddress : undefined
    if (isMulticast(s.dst) !== (r.unicastPeers.length === 0)) return 'transport'
    return wanted !== undefined && !sameIp(s.dst, wanted) ? 'transport' : undefined
  },

  group: (r, s) => (isMulticast(s.dst) && !sameIp(s.dst, r.group) ? 'group' : undefined),

  'kernel-checksum': (r, s, when, rules) => (r.family === 6 ? CHECKS.checksum(r, s, when, rules) : undefined),

  vrid: (r, s) => (s.advert.vrid === r.vrid ? undefined : 'vrid'),

  // FRR wants room for one IPv4 address.
  'shortest-length': (_, s) => (!s.advert.truncated && pduLength(s) < FIXED_LEN + 4 ? 'length' : undefined),

  'complete-length': (_, s) => (isComplete(s) ? undefined : 'length'),

  'exact-length': (r, s) => {
    if (!isComplete(s)) return 'length'
    const { advert } = s
    const longer = advert.trailingBytes > 0 || (advert.authData?.length ?? AUTH_LEN) > AUTH_LEN
    const isSigned = advert.trailer !== undefined || advert.auth === 'hmac'
    return longer || (isSigned && r.authentication.kind !== 'hmac') ? 'length' : undefined
  },

  // No router in between lets a 255 through. Unicast peers may be routed to.
  'hop-limit': (r, s) => (r.unicastPeers.length === 0 && s.hopLimit !== 255 ? 'hop-limit' : undefined),

  version: (r, s) => (s.advert.version === r.version ? undefined : 'version'),

  type: (_, s) => (s.advert.type === 1 ? undefined : 'type'),

  checksum: (r, s, _, rules) => {
    const found = s.advert.checksums
    if (found === undefined) return undefined
    const taken = readingsTaken(r, s, rules)
    return taken === 'any' || found.some((reading) => taken.includes(reading)) ? undefined : 'checksum'
  },

  hmac: (r, s, when) => {
    const { authentication: own } = r
    if (own.kind !== 'hmac') return undefined
    const { trailer } = s.advert
    if (trailer === undefined) return own.mode === 'enforce' && isUnsigned(s.advert) ? 'hmac' : undefined
    if (own.antiReplay === 'time' && when.nowSec !== undefined)
      if (Math.abs(when.nowSec - trailer.seconds) > own.windowSec) return 'hmac'
    if (when.verify?.(own, s) === false) return 'hmac'
    return when.newestTrailer !== undefined && !isNewer(trailer, when.newestTrailer) ? 'hmac' : undefined
  },

  'auth-type-known': (r, s) => (r.version === 3 || s.advert.authType <= 2 ? undefined : 'auth-type'),

  'auth-type': (r, s) =>
    r.version === 3 || s.advert.authType === AUTH_TYPE[r.authentication.kind] ? undefined : 'auth-type',

  'auth-data': (r, s, when) => {
    const { authentication: own } = r
    if (r.version === 3) return undefined
    const { ah, authData, truncated } = s.advert
    if (own.kind === 'simple') {
      const isUnknown = own.password.length === 0 || (authData === undefined && truncated)
      return isUnknown || sameBytes(authData?.subarray(0, 8), own.password) ? undefined : 'auth-data'
    }
    if (own.kind !== 'ah' || ah === undefined) return undefined
    const good = ah.nextHeader === 112 && when.verify?.(own, s) !== false && ah.spi === asNumber(s.src)
    return good ? undefined : 'auth-data'
  },

  'auth-sequence': (_, s, when) =>
    s.advert.ah !== undefined && when.ahSequence !== undefined && s.advert.ah.sequence <= when.ahSequence
      ? 'auth-sequence'
      : undefined,

  // In version 3 intervals are learned, not compared.
  interval: (r, s) => (r.version === 3 || s.advert.maxAdvertInterval === intervalDemanded(r) ? undefined : 'interval'),

  'interval-not-zero': (_, s) => (s.advert.maxAdvertInterval === 0 ? 'interval' : undefined),

  'address-count': (r, s, when) =>
    skipsAddresses(r, s, when) || s.advert.addressCount === r.addresses.length ? undefined : 'address-count',

  'address-count-not-zero': (_, s) => (s.advert.addressCount === 0 ? 'address-count' : undefined),

  // Each of our own must be there, in any order.
  addresses: (r, s, when) => {
    if (skipsAddresses(r, s, when) || s.advert.truncated) return undefined
    return r.addresses.every((own) => s.advert.addresses.some((ip) => sameIp(ip, own))) ? undefined : 'addresses'
  },

  'first-address-link-local': (_, s) => {
    const first = s.advert.addresses[0]
    return first?.family === 6 && !isLinkLocal(first) ? 'addresses' : undefined
  },

  // A hop limit demanded of one peer makes the peer list binding for all.
  source: (r, s, when, rules) => {
    if (r.unicastPeers.length === 0 || (rules.skipCoversSource && skipsAddresses(r, s, when))) return undefined
    const limited = r.unicastPeers.some((peer) => peer.minTtl !== undefined || peer.maxTtl !== undefined)
    if (!r.checkUnicastSource && !limited) return undefined
    const peer = r.unicastPeers.find(({ address }) => sameIp(address, s.src))
    if (peer === undefined) return 'source'
    return s.hopLimit < (peer.minTtl ?? 0) || s.hopLimit > (peer.maxTtl ?? 255) ? 'hop-limit' : undefined
  },

  owner: (r) => (r.priority === 255 ? 'owner' : undefined),
}

const FIXED_LEN = 8
const AUTH_LEN = 8
const TRAILER_LEN = 28

const AUTH_TYPE: Readonly<Record<Authentication['kind'], number>> = { none: 0, hmac: 0, simple: 1, ah: 2 }

/** Of another's version 2 advert. Who was seen to send the byte 0 demands it. */
const intervalDemanded = ({ advertInterval }: Receiver): Cs =>
  advertInterval === 0 ? advertInterval : cs(100 * wholeSeconds(advertInterval))

/** The readings a receiver takes; `any` where it does not check at all. */
function readingsTaken(r: Receiver, s: Sighting, rules: Profile): readonly ChecksumReading[] | 'any' {
  const only = onlyReading(r.version, r.family, s.advert)
  if (only !== undefined) return [only]
  switch (rules.checksum) {
    case 'own-style':
      return [r.checksum]
    case 'message-only':
      return ['message-only']
    case 'group-pseudo-header':
      return isMulticast(s.dst) ? ['pseudo-header', 'pseudo-header-group'] : ['pseudo-header-group']
    case 'keepalived':
      // v3_checksum_as_v2 turns the check off; unicast falls back to the form of 1.3.6, unless old_unicast_checksum says
      // never; old_unicast_checksum takes only that.
      if (r.checksum === 'message-only') return 'any'
      if (r.checksum === 'pseudo-header-group') return isMulticast(s.dst) ? ['pseudo-header'] : ['pseudo-header-group']
      return r.unicastPeers.length > 0 && !r.refusesGroupChecksum
        ? ['pseudo-header', 'pseudo-header-group']
        : ['pseudo-header']
  }
}

/** The reading that is the only one whatever the receiver; undefined in version 3 over IPv4, where receivers differ. */
export function onlyReading(version: number, family: 4 | 6, { trailer }: VrrpAdvert): ChecksumReading | undefined {
  // The kernel sums the whole payload.
  if (family === 6) return trailer === undefined ? 'pseudo-header' : 'with-trailer'
  return version === 2 ? 'message-only' : undefined
}

/** It has no trailer, not just one that the capture cuts. */
const isUnsigned = (advert: VrrpAdvert): boolean => advert.auth !== 'hmac' && !isAuthCut(advert)

/** Only a Backup skips, and only for the router it already follows. */
const skipsAddresses = (r: Receiver, s: Sighting, when: Circumstances): boolean =>
  r.skipCheckAddresses && !when.active && when.lastAcceptedFrom !== undefined && sameIp(when.lastAcceptedFrom, s.src)

/** Fixed part, all announced addresses and, in version 2 over IPv4, the authentication data are there. */
function isComplete({ advert, src }: Sighting): boolean {
  if (advert.truncated) return true
  if (advert.addresses.length < advert.addressCount) return false
  return !hasAuthData(advert, src) || (advert.authData?.length ?? 0) >= AUTH_LEN
}

function pduLength({ advert, src }: Sighting): number {
  const addresses = advert.addresses.length * (src.family === 4 ? 4 : 16)
  const trailer = advert.trailer === undefined ? 0 : TRAILER_LEN
  return FIXED_LEN + addresses + (advert.authData?.length ?? 0) + advert.trailingBytes + trailer
}

const hasAuthData = (advert: VrrpAdvert, src: Ip): boolean => advert.version === 2 && src.family === 4

/** Serial number order over (seconds, fraction, counter), as keepalived compares them. */
export function isNewer(a: TrailerFacts, b: TrailerFacts): boolean {
  const sequence = (t: TrailerFacts) => (BigInt(t.seconds) << 32n) | (BigInt(t.fraction) << 16n) | BigInt(t.counter)
  const ahead = BigInt.asIntN(64, sequence(a) - sequence(b))
  return ahead > 0n
}

const asNumber = (ip: Ip): number => new DataView(ip.bytes.buffer, ip.bytes.byteOffset).getUint32(0)

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i])
