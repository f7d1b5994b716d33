import type { KeyedHash } from '../core/keyed-hash.ts'
import { verifyAh, verifyTrailer } from '../wire/verify.ts'
import type { Verify } from './accept.ts'

/** Checks AH values and HMAC trailers with these hashes; a key id that is not known does not verify. */
export const verifier =
  (hash: KeyedHash): Verify =>
  (authentication, sighting) => {
    if (authentication.kind === 'ah') return verifyAh(sighting, authentication.password, hash) !== undefined
    if (authentication.kind !== 'hmac') return undefined
    const { trailer } = sighting.advert
    const key = authentication.keys.find(({ id }) => id === trailer?.keyId)
    return key !== undefined && verifyTrailer(sighting, key.key, hash) === true
  }
