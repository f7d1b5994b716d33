import { type Ip, vrrpGroup } from '../core/address.ts'
import type { ChecksumReading } from './facts.ts'
import { IpProtocol } from './protocol.ts'

/**
 * One's complement sum of 16-bit words (RFC 1071), not yet folded or inverted, so that parts can be added; an odd last
 * byte counts as a word's upper half. Exact for parts up to 64 KiB.
 */
export function sumWords(dv: DataView, at: number, end: number): number {
  let sum = 0
  let i = at
  // 2^32 is 1 modulo 0xffff: 32-bit words sum to the same, in half the reads.
  for (; i + 4 <= end; i += 4) sum += dv.getUint32(i)
  if (i + 2 <= end) {
    sum += dv.getUint16(i)
    i += 2
  }
  return i < end ? sum + dv.getUint8(i) * 256 : sum
}

/** The checksum field's value for an unfolded sum: folded and inverted. */
export function finish(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = Math.floor(folded / 0x10000) + (folded % 0x10000)
  return ~folded & 0xffff
}

/** Checksum over `at`..`end`; 0 over data that holds its own right checksum. */
export const internetChecksum = (dv: DataView, at: number, end: number): number => finish(sumWords(dv, at, end))

/** Sum of the pseudo-header of RFC 8200 8.1, which for IPv4 has the words of RFC 793 3.1. */
export function pseudoHeaderSum(src: Ip, dst: Ip, protocol: number, length: number): number {
  return sumOf(src.bytes) + sumOf(dst.bytes) + protocol + length
}

function sumOf(address: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < address.length; i += 2) sum += address[i]! * 256 + address[i + 1]!
  return sum
}

/** What is summed: the advert at `at`..`end`, and the end of whatever the packet carries behind it. */
export interface SummedAdvert {
  readonly dv: DataView
  readonly at: number
  readonly end: number
  readonly payloadEnd: number
  readonly src: Ip
  readonly dst: Ip
}

/** All readings by which the checksum in the advert is right. The order is fixed; empty: no reading fits. */
export function checksumReadings(a: SummedAdvert): ChecksumReading[] {
  const message = sumWords(a.dv, a.at, a.end)
  const length = a.end - a.at
  const isGood = (sum: number): boolean => finish(sum) === 0
  const fits: ChecksumReading[] = []
  if (isGood(message)) fits.push(a.src.family === 4 ? 'message-only' : 'ipv6-message-only')
  if (isGood(message + pseudoHeaderSum(a.src, a.dst, IpProtocol.vrrp, length))) fits.push('pseudo-header')
  const group = vrrpGroup(a.src.family)
  if (a.dst.text !== group.text && isGood(message + pseudoHeaderSum(a.src, group, IpProtocol.vrrp, length)))
    fits.push('pseudo-header-group')
  if (a.payloadEnd > a.end) {
    const all = sumWords(a.dv, a.at, a.payloadEnd)
    const pseudo = pseudoHeaderSum(a.src, a.dst, IpProtocol.vrrp, a.payloadEnd - a.at)
    if (isGood(all + pseudo) || (a.src.family === 4 && isGood(all))) fits.push('with-trailer')
  }
  return fits
}

/** The checksum that `reading` asks for; the checksum field of the advert must be zero. */
export function checksumFor(reading: ChecksumReading, a: SummedAdvert): number {
  const message = sumWords(a.dv, a.at, a.end)
  const length = a.end - a.at
  switch (reading) {
    case 'message-only':
    case 'ipv6-message-only':
      return finish(message)
    case 'pseudo-header':
      return finish(message + pseudoHeaderSum(a.src, a.dst, IpProtocol.vrrp, length))
    case 'pseudo-header-group':
      return finish(message + pseudoHeaderSum(a.src, vrrpGroup(a.src.family), IpProtocol.vrrp, length))
    case 'with-trailer': {
      const pseudo = pseudoHeaderSum(a.src, a.dst, IpProtocol.vrrp, a.payloadEnd - a.at)
      return finish(sumWords(a.dv, a.at, a.payloadEnd) + pseudo)
    }
  }
}
