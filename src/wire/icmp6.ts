import type { Ip } from '../core/address.ts'
import { viewOf } from './bytes.ts'
import { finish, pseudoHeaderSum, sumWords } from './checksum.ts'
import { IpProtocol } from './protocol.ts'

const CHECKSUM = 2

/** Whether the checksum of a whole message at `at`..`end` is right; `length` is what its IPv6 header says. */
export function isIcmp6Sound(
  dv: DataView,
  at: number,
  end: number,
  route: { readonly src: Ip; readonly dst: Ip },
  length = end - at,
): boolean {
  return finish(sumWords(dv, at, end) + pseudoHeaderSum(route.src, route.dst, IpProtocol.icmp6, length)) === 0
}

/** Puts the checksum (RFC 4443 2.3, with pseudo-header) into a message whose checksum field is zero; the same bytes. */
export function emitIcmp6(message: Uint8Array, route: { readonly src: Ip; readonly dst: Ip }): Uint8Array {
  const dv = viewOf(message)
  const sum = sumWords(dv, 0, message.length) + pseudoHeaderSum(route.src, route.dst, IpProtocol.icmp6, message.length)
  dv.setUint16(CHECKSUM, finish(sum))
  return message
}
