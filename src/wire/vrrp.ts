import { type Ip, ipAt } from '../core/address.ts'
import { type Cs, cs } from '../core/time.ts'
import { parseAh } from './ah.ts'
import { copied, viewOf } from './bytes.ts'
import { checksumFor, checksumReadings } from './checksum.ts'
import type { DefectCode } from './defects.ts'
import type { AuthKind, ChecksumReading, Defect, VrrpAdvert } from './facts.ts'
import { dstOf, srcOf, wireEndOf } from './seen.ts'
import { parseTrailer, TRAILER_LEN, TRAILER_TYPE } from './trailer.ts'
import type { FrameView } from './view.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+---------------+---------------+
// |Version| Type  | Virtual Rtr ID|   Priority    | Count of addr.|
// +-------+-------+---------------+---------------+---------------+
// | v2:   Auth Type       | v2: Adver Int  (s)    |    Checksum   |
// | v3: Reserved |  Max Advertise Interval (cs)   |               |
// +---------------------------------------------------------------+
// |   Addresses, 4 or 16 bytes each; v2: 8 bytes authentication   |     RFC 3768 5.1, RFC 9568 5.1
export const VRRP_VRID = 1
export const VRRP_PRIORITY = 2
export const VRRP_COUNT = 3
const AUTH_TYPE = 4
const INTERVAL_SEC = 5
/** Both bytes, with the reserved bits of version 3 and the authentication type of version 2. */
export const VRRP_INTERVAL = 4
export const VRRP_CHECKSUM = 6
const VRRP_FIXED_LEN = 8
/** RFC 3768 5.3.10: version 2 carries it whatever the authentication type says. */
export const AUTH_DATA_LEN = 8

export const AuthType = { none: 0, simple: 1, ah: 2, ciscoMd5: 254 } as const
const ADVERTISEMENT = 1

/** Copies the advert of a view that `locate` called `Kind.Vrrp`; whatever is wrong with it is in `defects`. */
export function parseVrrp(v: FrameView): VrrpAdvert {
  const at = v.l4
  const version = v.dv.getUint8(at) >> 4
  const type = v.dv.getUint8(at) & 15
  const vrid = v.dv.getUint8(at + VRRP_VRID)
  const addressCount = v.dv.getUint8(at + VRRP_COUNT)
  const reserved = version === 3 ? v.dv.getUint8(at + VRRP_INTERVAL) >> 4 : 0
  const maxAdvertInterval = intervalOf(v, version)
  const authType = version === 2 ? v.dv.getUint8(at + AUTH_TYPE) : -1
  const wireEnd = wireEndOf(v)
  const shape = shapeOf(v, version, addressCount, authType, wireEnd - at)
  const truncated = wireEnd > v.l4End

  const defects: Defect[] = []
  const report = (code: DefectCode, offset: number): number => defects.push({ code, offset: at + offset - v.start })
  if (v.l4WireEnd > wireEnd)
    defects.push({ code: 'ip/length-beyond-frame' satisfies DefectCode, offset: v.l3 - v.start })
  if (type !== ADVERTISEMENT) report('vrrp/unknown-type', 0)
  if (vrid === 0) report('vrrp/vrid-zero', VRRP_VRID)
  if (version !== 2 && version !== 3) report('vrrp/unknown-version', 0)
  else {
    if (version === 2 && v.family === 6) report('vrrp/version-2-over-ipv6', 0)
    if (addressCount === 0) report('vrrp/no-addresses', VRRP_COUNT)
    if (addressCount > shape.count) report('vrrp/address-count', VRRP_COUNT)
    else if (version === 2 && v.family === 4 && shape.authLen === 0) report('vrrp/auth-data-missing', shape.bodyLen)
    if (maxAdvertInterval === 0) report('vrrp/interval-zero', version === 2 ? INTERVAL_SEC : VRRP_INTERVAL)
    if (reserved !== 0) report('vrrp/reserved-not-zero', VRRP_INTERVAL)
    if (version === 2 && authKind(authType) === 'unknown') report('vrrp/auth-type-unknown', AUTH_TYPE)
    if (shape.trailing > 0) report('vrrp/trailing-bytes', shape.bodyLen + shape.authLen)
  }

  const authAt = at + shape.bodyLen
  const messageEnd = authAt + shape.authLen
  const isTrailerWhole = shape.trailer === 'here' && messageEnd + TRAILER_LEN <= v.l4End
  const { ahAt } = v
  const advert: Mutable<VrrpAdvert> = {
    version,
    type,
    vrid,
    priority: v.dv.getUint8(at + VRRP_PRIORITY),
    maxAdvertInterval,
    addressCount,
    addresses: readAddresses(v, shape.count),
    checksum: v.l4End - at < VRRP_FIXED_LEN ? -1 : v.dv.getUint16(at + VRRP_CHECKSUM),
    auth: ahAt >= 0 ? 'ah' : authOf(version, authType, shape.trailer),
    authType,
    reserved,
    trailingBytes: shape.trailing,
    truncated,
    defects,
  }
  if (!truncated) advert.checksums = readingsOf(v, messageEnd)
  if (shape.authLen > 0 && messageEnd <= v.l4End) advert.authData = copied(v.dv, authAt, shape.authLen)
  if (ahAt >= 0) advert.ah = parseAh(v.dv, ahAt, at)
  if (isTrailerWhole) advert.trailer = parseTrailer(v.dv, messageEnd)
  return advert
}

/** Whether the capture ends before the byte that tells an HMAC trailer: then nobody knows whether there is one. */
export const isAuthCut = ({ auth, truncated, authType }: VrrpAdvert): boolean =>
  auth === 'unknown' && truncated && authType <= AuthType.none

// What is optional is assigned: to spread it into the literal takes several times as long.
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What a sender decides; the rest of an advert follows from it. */
export interface AdvertFields {
  readonly version: number
  readonly type?: number
  readonly vrid: number
  readonly priority: number
  readonly maxAdvertInterval: Cs
  readonly addresses: readonly Ip[]
  /** Another count byte than there are addresses: damage on purpose. */
  readonly addressCount?: number
  /** Version 2. */
  readonly authType?: number
  /** Version 2: 8 bytes where not given, zero; an empty array leaves them out. */
  readonly authData?: Uint8Array
  readonly reserved?: number
}

/** The advert with its checksum by `reading`. `src` and `dst` enter the pseudo-header, `behind` the 'with-trailer' sum. */
export function emitVrrp(
  a: AdvertFields,
  route: { readonly src: Ip; readonly dst: Ip },
  reading: ChecksumReading = a.version === 2 ? 'message-only' : 'pseudo-header',
  behind: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const isV2 = a.version === 2
  const authData = isV2 ? (a.authData ?? new Uint8Array(route.src.family === 4 ? AUTH_DATA_LEN : 0)) : new Uint8Array(0)
  const addressesLen = a.addresses.reduce((length, address) => length + address.bytes.length, 0)
  const messageLen = VRRP_FIXED_LEN + addressesLen + authData.length
  const bytes = new Uint8Array(messageLen + behind.length)
  const dv = viewOf(bytes)
  dv.setUint8(0, (a.version << 4) | (a.type ?? ADVERTISEMENT))
  dv.setUint8(VRRP_VRID, a.vrid)
  dv.setUint8(VRRP_PRIORITY, a.priority)
  dv.setUint8(VRRP_COUNT, a.addressCount ?? a.addresses.length)
  if (isV2) {
    dv.setUint8(AUTH_TYPE, a.authType ?? AuthType.none)
    dv.setUint8(INTERVAL_SEC, Math.round(a.maxAdvertInterval / 100))
  } else dv.setUint16(VRRP_INTERVAL, ((a.reserved ?? 0) << 12) | (a.maxAdvertInterval & 0xfff))
  let at = VRRP_FIXED_LEN
  for (const address of a.addresses) {
    bytes.set(address.bytes, at)
    at += address.bytes.length
  }
  bytes.set(authData, at)
  bytes.set(behind, messageLen)
  const summed = { dv, at: 0, end: messageLen, payloadEnd: bytes.length, ...route }
  dv.setUint16(VRRP_CHECKSUM, checksumFor(reading, summed))
  return bytes
}

/** Length of the advert without trailer or left-over bytes, by its own count; for a located view. */
export function messageLength(v: FrameView): number {
  const version = v.dv.getUint8(v.l4) >> 4
  const authType = version === 2 ? v.dv.getUint8(v.l4 + AUTH_TYPE) : -1
  const shape = shapeOf(v, version, v.dv.getUint8(v.l4 + VRRP_COUNT), authType, v.l4WireEnd - v.l4)
  return shape.bodyLen + shape.authLen
}

/** How the bytes of an advert divide. Lengths are those on the wire, whatever the capture kept of them. */
interface Shape {
  /** Addresses that there are bytes for, at most the count byte. */
  readonly count: number
  /** Fixed part and addresses. */
  readonly bodyLen: number
  readonly authLen: number
  readonly trailer: Trailer
  readonly trailing: number
}

/** `cut`: the length is that of a trailer, and the capture ends before it. */
type Trailer = 'here' | 'cut' | 'absent'

function shapeOf(v: FrameView, version: number, claimed: number, authType: number, wireLen: number): Shape {
  if (version !== 2 && version !== 3) return { count: 0, bodyLen: wireLen, authLen: 0, trailer: 'absent', trailing: 0 }
  const addressLen = v.family === 4 ? 4 : 16
  const wantsAuth = version === 2 && v.family === 4
  const room = wireLen - VRRP_FIXED_LEN
  const forAuth = wantsAuth && room >= AUTH_DATA_LEN ? AUTH_DATA_LEN : 0
  // A list that does not fit leaves the authentication data its place at the end; so does one that would eat it.
  const listLen = claimed * addressLen
  const tooMany = listLen > room || (forAuth > 0 && listLen > room - forAuth && endsInAuthData(v, authType, wireLen))
  const count = tooMany ? Math.floor((room - forAuth) / addressLen) : claimed
  const bodyLen = VRRP_FIXED_LEN + count * addressLen
  let left = wireLen - bodyLen
  // Cisco's MD5 digest takes whatever follows: its length is not published.
  if (wantsAuth && authType === AuthType.ciscoMd5 && left >= AUTH_DATA_LEN)
    return { count, bodyLen, authLen: left, trailer: 'absent', trailing: 0 }
  // A trailer is beside authentication type 0 only: a password is one, whatever is behind it.
  const mayTrail = authType <= AuthType.none
  const atOnce = mayTrail ? trailerAt(v, bodyLen, left) : 'absent'
  const authLen = wantsAuth && left >= AUTH_DATA_LEN && atOnce !== 'here' ? AUTH_DATA_LEN : 0
  left -= authLen
  const trailer = mayTrail && atOnce === 'absent' ? trailerAt(v, bodyLen + authLen, left) : atOnce
  return { count, bodyLen, authLen, trailer, trailing: trailer !== 'absent' || tooMany ? 0 : left }
}

/** Whether the last 8 bytes cannot be addresses: a password is announced, or they are zero. */
function endsInAuthData(v: FrameView, authType: number, wireLen: number): boolean {
  if (authType === AuthType.simple) return true
  const at = v.l4 + wireLen - AUTH_DATA_LEN
  return at + AUTH_DATA_LEN <= v.l4End && v.dv.getUint32(at) === 0 && v.dv.getUint32(at + 4) === 0
}

/** keepalived finds its trailer by the exact length; the type byte keeps stray bytes from being taken for one. */
function trailerAt(v: FrameView, offset: number, length: number): Trailer {
  const at = v.l4 + offset
  if (length !== TRAILER_LEN) return 'absent'
  if (at >= v.l4End) return 'cut'
  return v.dv.getUint8(at) === TRAILER_TYPE ? 'here' : 'absent'
}

function intervalOf(v: FrameView, version: number): Cs {
  if (version === 2) return cs(v.dv.getUint8(v.l4 + INTERVAL_SEC) * 100)
  return version === 3 ? cs(v.dv.getUint16(v.l4 + VRRP_INTERVAL) & 0xfff) : cs(0)
}

/** Of an advert without AH in front. */
function authOf(version: number, authType: number, trailer: Trailer): AuthKind {
  if (trailer !== 'absent') return trailer === 'here' ? 'hmac' : 'unknown'
  if (version !== 2) return version === 3 ? 'none' : 'unknown'
  // The type byte announces a header; without it nothing authenticates the advert.
  return authType === AuthType.ah ? 'none' : authKind(authType)
}

function authKind(authType: number): AuthKind {
  switch (authType) {
    case AuthType.none:
      return 'none'
    case AuthType.simple:
      return 'simple'
    case AuthType.ah:
      return 'ah'
    case AuthType.ciscoMd5:
      return 'md5'
    default:
      return 'unknown'
  }
}

function readAddresses(v: FrameView, count: number): Ip[] {
  const family = v.family === 4 ? 4 : 6
  const addressLen = family === 4 ? 4 : 16
  const addresses: Ip[] = []
  for (let at = v.l4 + VRRP_FIXED_LEN; addresses.length < count && at + addressLen <= v.l4End; at += addressLen)
    addresses.push(ipAt(v.dv, at, family))
  return addresses
}

const readingsOf = (v: FrameView, messageEnd: number): ChecksumReading[] =>
  checksumReadings({ dv: v.dv, at: v.l4, end: messageEnd, payloadEnd: v.l4End, src: srcOf(v), dst: dstOf(v) })
