import { joined, viewOf } from '../../src/wire/bytes.ts'
import { internetChecksum } from '../../src/wire/checksum.ts'
import type { Damage } from '../../src/wire/damage.ts'
import { IPV4_CHECKSUM, IPV4_LEN, IPV4_TOTAL_LENGTH } from '../../src/wire/ipv4.ts'
import { locate } from '../../src/wire/locate.ts'
import { viewOfFrame } from './views.ts'

// What happens to Ethernet frames on their way, and no speaker does on purpose.

/** The length field of the IPv4 header off by `delta`, header checksum right. */
export const ipLengthOff =
  (delta: number): Damage =>
  (frame) => {
    const copy = frame.slice()
    const v = viewOfFrame(copy)
    locate(v)
    const ip = v.l3 - v.start
    const dv = viewOf(copy)
    dv.setUint16(ip + IPV4_TOTAL_LENGTH, dv.getUint16(ip + IPV4_TOTAL_LENGTH) + delta)
    dv.setUint16(ip + IPV4_CHECKSUM, 0)
    dv.setUint16(ip + IPV4_CHECKSUM, internetChecksum(dv, ip, ip + IPV4_LEN))
    return copy
  }

/** Ethernet padding to `length` bytes: no damage, a receiver must cope. */
export const paddedTo =
  (length: number): Damage =>
  (frame) =>
    joined(frame, new Uint8Array(Math.max(0, length - frame.length)))
