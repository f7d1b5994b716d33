import type { Ip } from '../core/address.ts'
import { finish, pseudoHeaderSum, sumWords } from './checksum.ts'
import type { CarpFact } from './facts.ts'
import { IpProtocol } from './protocol.ts'
import { dstOf, seenAt, srcAt, srcOf } from './seen.ts'
import type { FrameView } from './view.ts'

// CARP uses VRRP's protocol number, group and virtual MAC.
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+---------------+---------------+
// |Ver (2)|Type(1)|      VHID     |    AdvSkew    |  Auth Len (7) |
// +-------+-------+---------------+---------------+---------------+
// |   Demotion    |    AdvBase    |           Checksum            |
// +---------------+---------------+-------------------------------+
// |            Counter (8 bytes), HMAC-SHA-1 (20 bytes)           |     OpenBSD ip_carp.h
const VHID = 1
const ADV_SKEW = 2
const AUTH_LEN = 3
const DEMOTION = 4
const ADV_BASE = 5
const BODY = 8
const CARP_LEN = 36
const AUTH_WORDS = 7

/**
 * Whether a view of `Kind.Vrrp` holds CARP. Only a version 2 advert of 7 IPv4 addresses without authentication data
 * has the same length and leading bytes; its addresses look like addresses, a counter and a digest do not.
 */
export function isCarp(v: FrameView): boolean {
  const { dv, l4: at } = v
  if (v.l4WireEnd - at !== CARP_LEN || v.l4End - at < BODY) return false
  if (dv.getUint8(at) !== 0x21 || dv.getUint8(at + AUTH_LEN) !== AUTH_WORDS) return false
  return v.family === 6 || !looksLikeAddresses(v)
}

/** The advertisement of a view that `isCarp` accepts. */
export function parseCarp(v: FrameView): CarpFact {
  const { dv, l4: at } = v
  const src = srcOf(v)
  const dst = dstOf(v)
  return {
    kind: 'carp',
    src,
    dst,
    vhid: dv.getUint8(at + VHID),
    advSkew: dv.getUint8(at + ADV_SKEW),
    advBase: dv.getUint8(at + ADV_BASE),
    demotion: dv.getUint8(at + DEMOTION),
    checksumGood: isChecksumGood(v, src, dst),
    ...seenAt(v),
  }
}

// Most of the seven share the first half of one of them, or of the source. For random bytes: less than 1 in 2^40.
function looksLikeAddresses(v: FrameView): boolean {
  const words: number[] = [v.dv.getUint16(srcAt(v))]
  for (let at = v.l4 + BODY; at + 4 <= v.l4End; at += 4) words.push(v.dv.getUint16(at))
  return words.some((word) => word !== 0 && words.filter((other) => other === word).length >= 4)
}

function isChecksumGood(v: FrameView, src: Ip, dst: Ip): boolean | undefined {
  if (v.l4End < v.l4WireEnd) return undefined
  const sum = sumWords(v.dv, v.l4, v.l4End)
  return finish(sum) === 0 || finish(sum + pseudoHeaderSum(src, dst, IpProtocol.vrrp, CARP_LEN)) === 0
}
