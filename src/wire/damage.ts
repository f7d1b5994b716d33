import { type Mac, macBytes } from '../core/address.ts'
import { joined, viewOf } from './bytes.ts'
import { checksumFor, internetChecksum } from './checksum.ts'
import { ETHERNET_DST, ETHERNET_SRC } from './ethernet.ts'
import type { ChecksumReading } from './facts.ts'
import { emitIpv4, IPV4_CHECKSUM, IPV4_TOTAL_LENGTH, IPV4_TTL, parseIpv4 } from './ipv4.ts'
import { IPV6_HOP_LIMIT, IPV6_LEN, IPV6_PAYLOAD_LENGTH } from './ipv6.ts'
import { locate } from './locate.ts'
import { dstOf, srcOf } from './seen.ts'
import { FrameView, Kind } from './view.ts'
import { AUTH_DATA_LEN, messageLength, parseVrrp, VRRP_CHECKSUM, VRRP_COUNT, VRRP_INTERVAL, VRRP_VRID } from './vrrp.ts'

// One thing wrong with an advert, on purpose: what `speak --fault` sends and what conformance cases ask a receiver to
// refuse. Each takes a whole Ethernet frame that holds an advert and returns a new one; the checksums that it does not
// mean to break are made right again, an ICV or HMAC is not. They compose: `damaged(frame, versionOf(4), hopLimitOf(254))`.

export type Damage = (frame: Uint8Array) => Uint8Array

export const damaged = (frame: Uint8Array, ...damages: readonly Damage[]): Uint8Array =>
  damages.reduce((bytes, damage) => damage(bytes), frame)

/** The VRRP checksum with all bits turned: wrong by every reading. */
export const wrongChecksum: Damage = (frame) => {
  const { copy, v } = opened(frame)
  const dv = viewOf(copy)
  dv.setUint16(v.l4 + VRRP_CHECKSUM, dv.getUint16(v.l4 + VRRP_CHECKSUM) ^ 0xffff)
  return copy
}

export const hopLimitOf = (hopLimit: number): Damage =>
  editIp((copy, v) => {
    copy[v.l3 + (v.family === 4 ? IPV4_TTL : IPV6_HOP_LIMIT)] = hopLimit
  })

export const versionOf = (version: number): Damage =>
  editAdvert((pdu) => {
    pdu[0] = (version << 4) | (pdu[0]! & 15)
  })

export const typeOf = (type: number): Damage =>
  editAdvert((pdu) => {
    pdu[0] = (pdu[0]! & 0xf0) | type
  })

export const vridOf = (vrid: number): Damage =>
  editAdvert((pdu) => {
    pdu[VRRP_VRID] = vrid
  })

/** The count byte alone; the list stays. */
export const addressCountOf = (count: number): Damage =>
  editAdvert((pdu) => {
    pdu[VRRP_COUNT] = count
  })

/** Bytes 4 and 5 as one number: version 2 authentication type and seconds, version 3 reserved bits and centiseconds. */
export const intervalWordOf = (word: number): Damage =>
  editAdvert((pdu) => {
    viewOf(pdu).setUint16(VRRP_INTERVAL, word)
  })

/** The IP payload cut to `length` bytes; the IP header agrees, the VRRP checksum is left as it was. */
export const cutTo =
  (length: number): Damage =>
  (frame) => {
    const { copy, v } = opened(frame)
    return resized(copy.subarray(0, v.l4 + Math.min(length, v.l4End - v.l4)), v)
  }

/** `bytes` behind the advert, inside the IP packet; not part of the VRRP checksum. */
export const withTrailing =
  (bytes: Uint8Array): Damage =>
  (frame) => {
    const { copy, v } = opened(frame)
    return resized(joined(copy.subarray(0, v.l4End), bytes), v)
  }

/** Version 2 without its 8 bytes, checksum right for what is left. */
export const withoutAuthData: Damage = (frame) => {
  const { copy, v } = opened(frame)
  const reading = parseVrrp(v).checksums?.[0] ?? 'message-only'
  const short = resized(copy.subarray(0, v.l4 + messageLength(v) - AUTH_DATA_LEN), v)
  return repaired(short, reading)
}

export const dstMacOf =
  (mac: Mac): Damage =>
  (frame) => {
    const copy = frame.slice()
    copy.set(macBytes(mac), ETHERNET_DST)
    return copy
  }

export const srcMacOf =
  (mac: Mac): Damage =>
  (frame) => {
    const copy = frame.slice()
    copy.set(macBytes(mac), ETHERNET_SRC)
    return copy
  }

/** An IPv4 frame as fragments of `size` payload bytes (a multiple of 8) each. */
export function fragmentsOf(frame: Uint8Array, size: number): Uint8Array[] {
  const { copy, v } = opened(frame)
  if (v.family !== 4) return [copy]
  const header = parseIpv4(v)
  const at = v.l3 + (copy[v.l3]! & 15) * 4
  const fragments: Uint8Array[] = []
  for (let offset = 0; at + offset < v.l4End; offset += size) {
    const part = copy.subarray(at + offset, Math.min(at + offset + size, v.l4End))
    const moreFragments = at + offset + size < v.l4End
    const packet = emitIpv4({ ...header, dontFragment: false, moreFragments, fragmentOffset: offset }, part)
    fragments.push(joined(copy.subarray(0, v.l3), packet))
  }
  return fragments
}

/** A copy of the frame, located. Anything but an advert is a bug of the caller. */
function opened(frame: Uint8Array): { readonly copy: Uint8Array<ArrayBuffer>; readonly v: FrameView } {
  const copy = Uint8Array.from(frame)
  const v = new FrameView()
  v.dv = viewOf(copy)
  v.end = copy.length
  v.wireLen = copy.length
  if (locate(v) !== Kind.Vrrp) throw new Error('damage: not an advert')
  return { copy, v }
}

function editAdvert(edit: (pdu: Uint8Array) => void): Damage {
  return (frame) => {
    const { copy, v } = opened(frame)
    const reading = parseVrrp(v).checksums?.[0]
    const end = v.l4 + messageLength(v)
    edit(copy.subarray(v.l4, v.l4End))
    if (reading) sum(copy, v, end, reading)
    return copy
  }
}

function editIp(edit: (copy: Uint8Array, v: FrameView) => void): Damage {
  return (frame) => {
    const { copy, v } = opened(frame)
    edit(copy, v)
    sumIpv4(copy, v)
    return copy
  }
}

function repaired(frame: Uint8Array, reading: ChecksumReading): Uint8Array {
  const { copy, v } = opened(frame)
  sum(copy, v, v.l4End, reading)
  return copy
}

function sum(copy: Uint8Array, v: FrameView, end: number, reading: ChecksumReading): void {
  const dv = viewOf(copy)
  dv.setUint16(v.l4 + VRRP_CHECKSUM, 0)
  const summed = { dv, at: v.l4, end, payloadEnd: v.l4End, src: srcOf(v), dst: dstOf(v) }
  dv.setUint16(v.l4 + VRRP_CHECKSUM, checksumFor(reading, summed))
}

/** The frame with its IP length set to what it now holds. */
function resized(part: Uint8Array, v: FrameView): Uint8Array {
  const frame = Uint8Array.from(part)
  const dv = viewOf(frame)
  if (v.family === 6) dv.setUint16(v.l3 + IPV6_PAYLOAD_LENGTH, frame.length - v.l3 - IPV6_LEN)
  else {
    dv.setUint16(v.l3 + IPV4_TOTAL_LENGTH, frame.length - v.l3)
    sumIpv4(frame, v)
  }
  return frame
}

function sumIpv4(frame: Uint8Array, v: FrameView): void {
  if (v.family !== 4) return
  const dv = viewOf(frame)
  dv.setUint16(v.l3 + IPV4_CHECKSUM, 0)
  dv.setUint16(v.l3 + IPV4_CHECKSUM, internetChecksum(dv, v.l3, v.l3 + (frame[v.l3]! & 15) * 4))
}
