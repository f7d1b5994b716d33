import type { RouterConfig } from '../config/model.ts'
import { type Ip, isMulticast, virtualMac } from '../core/address.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { ns, nsFromSec } from '../core/time.ts'
import { onlyReading } from '../model/accept.ts'
import { receiverFromAdvert } from '../model/infer.ts'
import type { Sighting } from '../wire/facts.ts'
import { AUTH_DATA_LEN, AuthType, isAuthCut } from '../wire/vrrp.ts'
import type { IpIdTrack } from './live.ts'

// Who made this router, and what does it demand of the adverts it hears? Until a configuration says so, its own
// adverts are the witness: a router demands what it sends.

export interface Guess {
  readonly profile: ProfileName
  readonly source: 'inferred' | 'assumed'
  readonly why: string
}

/** The implementation behind a router's adverts. The marks are those of peers that were watched in a laboratory. */
export function guessProfile(s: Sighting, ipId: IpIdTrack, routerFlagInAnnouncement: boolean): Guess {
  const { advert } = s
  const fromVirtualMac = s.srcMac === virtualMac(s.src.family, advert.vrid)
  if (advert.auth === 'hmac') return inferred('keepalived-2.4', 'the HMAC trailer is of keepalived 2.4')
  if (advert.ah !== undefined)
    return inferred('keepalived-2.2', 'AH around adverts, which keepalived alone still sends')
  if (isForeignForm(s)) return assumed(advert.version, 'neither keepalived nor FRR sends such adverts')
  if (!isMulticast(s.dst)) return inferred('keepalived-2.2', 'unicast adverts')
  if (s.srcMac !== undefined && !fromVirtualMac) return inferred('keepalived-2.2', 'adverts from a physical MAC')
  if (s.src.family === 4) {
    if (dontFragment(s)) {
      if (advert.version === 3 && advert.checksums?.[0] === 'message-only' && advert.checksums.length === 1)
        return inferred('frr-no-pseudo', "don't-fragment set, version 3 checksum without pseudo-header")
      return inferred('frr', "virtual MAC and don't-fragment set")
    }
    if (ipId.consecutive >= 1 || ipId.last === 1) return inferred('keepalived-2.2', 'the IP id counts its adverts')
  } else {
    if (isEui64Of(s.src, s.srcMac)) return inferred('frr', 'the source address is made from the virtual MAC')
    if (routerFlagInAnnouncement) return inferred('frr', 'its neighbour advertisements have the router flag')
    if (fromVirtualMac) return inferred('keepalived-2.2', "virtual MAC with the interface's own link-local address")
  }
  return assumed(advert.version, 'nothing tells the implementation')
}

/** Another length, checksum or authentication than those of the two daemons that a guess can name. */
function isForeignForm(s: Sighting): boolean {
  const { advert } = s
  if (isForeignAuth(s)) return true
  if (advert.truncated) return false
  if (advert.version === 2 && s.src.family === 4 && advert.authData?.length !== AUTH_DATA_LEN) return true
  return advert.trailingBytes > 0 || hasForeignChecksum(s)
}

function hasForeignChecksum({ advert, src }: Sighting): boolean {
  const fitting = advert.checksums ?? []
  const only = onlyReading(advert.version, src.family, advert)
  const isUsual = only === undefined ? fitting.some((reading) => reading !== 'with-trailer') : fitting.includes(only)
  return fitting.length > 0 && !isUsual
}

/**
 * The configuration that a router's own adverts let one assume: what it sends is what it expects. `destinations` are
 * those of its unicast adverts. What no packet shows has the daemons' defaults.
 */
export function assumedConfig(
  s: Sighting,
  priority: number,
  profile: ProfileName,
  destinations: readonly Ip[],
): RouterConfig {
  const version = s.advert.version === 2 ? 2 : 3
  const known = {
    ...s,
    advert: { ...s.advert, version, ...(isForeignAuth(s) && ({ auth: 'none', authType: 0 } as const)) },
  }
  const receiver = receiverFromAdvert(known, profile)!
  return {
    ...receiver,
    node: s.src.text,
    instance: '',
    interfaceName: '',
    priority,
    priorities: [priority],
    preempt: true,
    preemptDelay: ns(0),
    startupDelay: ns(0),
    initialState: priority === 255 ? 'Active' : 'Backup',
    addresses: wholeList(s),
    excludedAddresses: [],
    unicastPeers: destinations.map((address) => ({ address })),
    hopLimit: s.hopLimit,
    downTimerAdverts: 3,
    lowerPriorityNoAdvert: false,
    higherPrioritySendAdvert: false,
    virtualMac: s.srcMac === virtualMac(s.src.family, s.advert.vrid),
    accept: true,
    announce: DEFAULT_ANNOUNCE,
  }
}

/** Authentication that no receiver of the model knows: Cisco MD5, what else has a type above 2, AH by its type alone. */
export const isForeignAuth = (s: Sighting): boolean =>
  s.advert.auth === 'md5' ||
  (s.advert.auth === 'unknown' && !isAuthCut(s.advert)) ||
  (s.advert.auth === 'none' && s.advert.authType === AuthType.ah)

const DEFAULT_ANNOUNCE: RouterConfig['announce'] = {
  repeat: 5,
  delay: nsFromSec(5),
  // Never.
  refresh: ns(0),
  refreshRepeat: 1,
  lowerPriorityRepeat: 5,
  lowerPriorityDelay: nsFromSec(5),
  arp: 'request',
}

/** The interface identifier is the modified EUI-64 of the MAC (RFC 4291, appendix A). */
export function isEui64Of(ip: Ip, mac: string | undefined): boolean {
  if (mac === undefined || ip.family !== 6) return false
  const m = mac.split(':').map((part) => Number.parseInt(part, 16))
  const id = [m[0]! ^ 2, m[1]!, m[2]!, 0xff, 0xfe, m[3]!, m[4]!, m[5]!]
  return id.every((byte, i) => ip.bytes[8 + i] === byte)
}

const inferred = (profile: ProfileName, why: string): Guess => ({ profile, source: 'inferred', why })

const assumed = (version: number, why: string): Guess => ({
  profile: version === 2 ? 'rfc3768' : 'rfc9568',
  source: 'assumed',
  why: `${why}; version ${version}`,
})

const dontFragment = (s: Sighting): boolean => s.packet.length > 6 && (s.packet[6]! & 0x40) !== 0

// A capture cut inside the list knows how many addresses there were, not which.
function wholeList({ advert, src }: Sighting): readonly Ip[] {
  const known = advert.addresses
  const last = known.at(-1) ?? src
  if (!advert.truncated || advert.addressCount <= known.length) return known
  return [...known, ...Array.from({ length: advert.addressCount - known.length }, () => last)]
}
