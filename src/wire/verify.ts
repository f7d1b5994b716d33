import type { Ip } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { AH_ICV, AH_ICV_LEN, AH_LEN } from './ah.ts'
import { joined, viewOf } from './bytes.ts'
import type { Sighting } from './facts.ts'
import { IPV4_CHECKSUM, IPV4_FRAGMENT, IPV4_TOS, IPV4_TTL } from './ipv4.ts'
import { emitTrailer, TRAILER_HMAC, TRAILER_LEN } from './trailer.ts'
import { AUTH_DATA_LEN, VRRP_CHECKSUM, VRRP_VRID } from './vrrp.ts'

/**
 * How the sender counted the TTL in its ICV. RFC 4302 3.3.3.1.1 zeroes it as mutable; keepalived does so in unicast
 * and keeps it (255) in multicast.
 */
export type AhReading = 'ttl-zeroed' | 'ttl-kept'

/** The reading by which the ICV is right for `key`; undefined if none, or if there is no whole AH to check. */
export function verifyAh(s: Sighting, key: Uint8Array, hash: KeyedHash): AhReading | undefined {
  const { ah, truncated } = s.advert
  if (!ah || truncated || s.src.family !== 4 || ah.icv.length !== AH_ICV_LEN) return undefined
  const ahAt = s.pduAt - AH_LEN
  for (const reading of AH_READINGS) if (sameBytes(ahIcv(s.packet, ahAt, reading, key, hash), ah.icv)) return reading
  return undefined
}

/** The reading that keepalived uses towards `dst`. */
export const ahReadingFor = (isMulticast: boolean): AhReading => (isMulticast ? 'ttl-kept' : 'ttl-zeroed')

/** HMAC-MD5-96 over an IPv4 packet with AH at `ahAt`; whatever is in its ICV field counts as zero. */
export function ahIcv(
  packet: Uint8Array,
  ahAt: number,
  reading: AhReading,
  key: Uint8Array,
  hash: KeyedHash,
): Uint8Array {
  const input = packet.slice()
  const dv = viewOf(input)
  dv.setUint8(IPV4_TOS, 0)
  dv.setUint16(IPV4_FRAGMENT, 0)
  dv.setUint16(IPV4_CHECKSUM, 0)
  if (reading === 'ttl-zeroed') dv.setUint8(IPV4_TTL, 0)
  input.fill(0, ahAt + AH_ICV, ahAt + AH_LEN)
  return hash.hmacMd5(key, input).subarray(0, AH_ICV_LEN)
}

/** Whether the HMAC of the trailer is right for `key`; undefined if the advert has none. */
export function verifyTrailer(s: Sighting, key: Uint8Array, hash: KeyedHash): boolean | undefined {
  const { trailer } = s.advert
  if (!trailer) return undefined
  const message = s.packet.subarray(s.pduAt, s.packet.length - TRAILER_LEN)
  return sameBytes(trailerHmac(message, s.src, emitTrailer({ ...trailer, hmac: ZERO_HMAC }), key, hash), trailer.hmac)
}

/**
 * keepalived's 16 bytes: HMAC-SHA-256 over a pseudo-header (family, version, VRID, 0, source padded to 16), the advert
 * with its checksum as zero, and the trailer with its HMAC as zero.
 */
export function trailerHmac(
  message: Uint8Array,
  src: Ip,
  trailer: Uint8Array,
  key: Uint8Array,
  hash: KeyedHash,
): Uint8Array {
  const pseudo = new Uint8Array(20)
  pseudo[0] = src.family
  pseudo[1] = message[0]! >> 4
  pseudo[2] = message[VRRP_VRID]!
  pseudo.set(src.bytes, 4)
  const input = joined(pseudo, message, trailer)
  viewOf(input).setUint16(pseudo.length + VRRP_CHECKSUM, 0)
  input.fill(0, input.length - TRAILER_LEN + TRAILER_HMAC)
  return hash.hmacSha256(key, input).subarray(0, TRAILER_LEN - TRAILER_HMAC)
}

/** A password as version 2 carries it, and as keepalived takes it for an AH key: 8 bytes, cut or filled with zero. */
export function passwordBytes(password: string): Uint8Array {
  const bytes = new Uint8Array(AUTH_DATA_LEN)
  bytes.set(new TextEncoder().encode(password).subarray(0, AUTH_DATA_LEN))
  return bytes
}

const AH_READINGS: readonly AhReading[] = ['ttl-kept', 'ttl-zeroed']
const ZERO_HMAC = new Uint8Array(TRAILER_LEN - TRAILER_HMAC)

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])
