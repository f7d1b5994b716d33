import { copied } from './bytes.ts'
import type { TrailerFacts } from './facts.ts'

// keepalived 2.4 `auth_hmac` (draft-cassen-vrrp-auth-hmac), behind the advert, not counted by it:
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    Type (1)   |     Key ID    |           Reserved            |
// +---------------+---------------+-------------------------------+
// |                     Seconds since 1970, UTC                   |
// +-------------------------------+-------------------------------+
// |      Fraction, 1/65536 s      |            Counter            |
// +-------------------------------+-------------------------------+
// |            HMAC-SHA-256, the first 16 of its bytes            |
const KEY_ID = 1
const SECONDS = 4
const FRACTION = 8
const COUNTER = 10
export const TRAILER_HMAC = 12
export const TRAILER_LEN = 28
export const TRAILER_TYPE = 1

/** The trailer at `at`, where `TRAILER_LEN` bytes must be. */
export function parseTrailer(dv: DataView, at: number): TrailerFacts {
  return {
    type: dv.getUint8(at),
    keyId: dv.getUint8(at + KEY_ID),
    seconds: dv.getUint32(at + SECONDS),
    fraction: dv.getUint16(at + FRACTION),
    counter: dv.getUint16(at + COUNTER),
    hmac: copied(dv, at + TRAILER_HMAC, TRAILER_LEN - TRAILER_HMAC),
  }
}

/** 28 bytes; where `hmac` is not given it is zero, as the HMAC's own input wants it. */
export function emitTrailer(t: Omit<TrailerFacts, 'hmac'> & { readonly hmac?: Uint8Array }): Uint8Array {
  const bytes = new Uint8Array(TRAILER_LEN)
  const dv = new DataView(bytes.buffer)
  dv.setUint8(0, t.type)
  dv.setUint8(KEY_ID, t.keyId)
  dv.setUint32(SECONDS, t.seconds)
  dv.setUint16(FRACTION, t.fraction)
  dv.setUint16(COUNTER, t.counter)
  if (t.hmac) bytes.set(t.hmac, TRAILER_HMAC)
  return bytes
}
