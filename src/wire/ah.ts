import { copied, joined } from './bytes.ts'
import type { AhFacts } from './facts.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  Next Header  |  Length / 4-2 |           Reserved            |
// +---------------+---------------+-------------------------------+
// |                 Security Parameters Index (SPI)               |
// +---------------------------------------------------------------+
// |                        Sequence Number                        |
// +---------------------------------------------------------------+
// |                Integrity Check Value (12 bytes)               |     RFC 4302 2
const PAYLOAD_LENGTH = 1
const SPI = 4
const SEQUENCE = 8
export const AH_ICV = 12
/** HMAC-MD5-96, all that VRRP ever used (RFC 2338 5.3.6.3). */
export const AH_ICV_LEN = 12
export const AH_LEN = AH_ICV + AH_ICV_LEN

/** The header from `at` to `end`, where `locate` has found it whole. */
export function parseAh(dv: DataView, at: number, end: number): AhFacts {
  return {
    nextHeader: dv.getUint8(at),
    spi: dv.getUint32(at + SPI),
    sequence: dv.getUint32(at + SEQUENCE),
    icv: copied(dv, at + AH_ICV, end - at - AH_ICV),
  }
}

/** Header and payload; where `icv` is not given it is 12 zero bytes, as its own input wants it. */
export function emitAh(h: Omit<AhFacts, 'icv'> & { readonly icv?: Uint8Array }, payload: Uint8Array): Uint8Array {
  const icv = h.icv ?? new Uint8Array(AH_ICV_LEN)
  const header = new Uint8Array(AH_ICV)
  const dv = new DataView(header.buffer)
  dv.setUint8(0, h.nextHeader)
  dv.setUint8(PAYLOAD_LENGTH, (AH_ICV + icv.length) / 4 - 2)
  dv.setUint32(SPI, h.spi)
  dv.setUint32(SEQUENCE, h.sequence)
  return joined(header, icv, payload)
}
