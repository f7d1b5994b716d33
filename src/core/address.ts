import ipaddr from 'ipaddr.js'

/** An IP address. `bytes` is in network order (4 or 16) and must not be changed. `text` is RFC 5952 for IPv6. */
export interface Ip {
  readonly family: 4 | 6
  readonly text: string
  readonly bytes: Uint8Array
}

/** A 48-bit hardware address as text, `02:00:5e:00:01:33`. */
export type Mac = string & { readonly unit: 'mac' }

// Texts are made once per address. The table is bounded because senders choose what is in it.
const MAX_INTERNED = 1 << 14
const interned4 = new Map<number, Ip>()
const interned6 = new Map<number, Ip>()
const macs = new Map<number, Mac>()

/** The address in the `family` bytes at `offset` of `data`. Equal addresses are the same object while interned. */
export function ipAt(data: DataView, offset: number, family: 4 | 6): Ip {
  if (family === 4) {
    const word = data.getUint32(offset)
    return interned4.get(word) ?? intern(interned4, word, data, offset, 4)
  }
  const place = placeOf(data, offset)
  const known = interned6.get(place)
  return known !== undefined && hasBytes(known, data, offset) ? known : intern(interned6, place, data, offset, 16)
}

/** The address whose network-order bytes are given (4 or 16 of them). */
export function ipFromBytes(bytes: Uint8Array): Ip {
  return ipAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length === 4 ? 4 : 6)
}

/** Strict text to address: dotted quads with four decimal parts, or IPv6 without zone. Undefined if it is neither. */
export function parseIp(text: string): Ip | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text))
    return ipFromBytes(Uint8Array.from(ipaddr.IPv4.parse(text).toByteArray()))
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  return ipFromBytes(Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray()))
}

/** Unsigned comparison in network byte order, as the tie-break asks (RFC 9568 6.4.3): negative, zero or positive. */
export function compareIp(a: Ip, b: Ip): number {
  if (a.family !== b.family) return a.family - b.family
  for (let i = 0; i < a.bytes.length; i++) {
    const difference = a.bytes[i]! - b.bytes[i]!
    if (difference !== 0) return difference
  }
  return 0
}

export const sameIp = (a: Ip, b: Ip): boolean => a === b || a.text === b.text

export const isMulticast = (ip: Ip): boolean =>
  ip.family === 4 ? (ip.bytes[0]! & 0xf0) === 0xe0 : ip.bytes[0] === 0xff

export const isUnspecified = (ip: Ip): boolean => ip.bytes.every((byte) => byte === 0)

/** IPv6 fe80::/10; IPv4 169.254.0.0/16. */
export const isLinkLocal = (ip: Ip): boolean =>
  ip.family === 6 ? ip.bytes[0] === 0xfe && (ip.bytes[1]! & 0xc0) === 0x80 : ip.bytes[0] === 169 && ip.bytes[1] === 254

/** The six bytes at `offset` as text. Like addresses, texts are made once while interned. */
export function macAt(data: DataView, offset: number): Mac {
  const id = data.getUint32(offset) * 0x10000 + data.getUint16(offset + 4)
  const known = macs.get(id)
  if (known !== undefined) return known
  const digits = id.toString(16).padStart(12, '0')
  const mac = digits.replace(/..(?=.)/g, '$&:') as Mac
  if (macs.size >= MAX_INTERNED) macs.clear()
  macs.set(id, mac)
  return mac
}

/** `02:00:5e:00:01:33` (also with `-`) to Mac, or undefined. */
export function parseMac(text: string): Mac | undefined {
  const lower = text.toLowerCase().replaceAll('-', ':')
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(lower) ? (lower as Mac) : undefined
}

/** Multicast or broadcast: not the address of one station. */
export const isGroupMac = (mac: Mac): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

export function macBytes(mac: Mac): Uint8Array {
  const bytes = new Uint8Array(6)
  for (let i = 0; i < 6; i++) bytes[i] = Number.parseInt(mac.slice(3 * i, 3 * i + 2), 16)
  return bytes
}

/** 00:00:5e:00:01:VRID for IPv4, 00:00:5e:00:02:VRID for IPv6 (RFC 9568 7.3). */
export const virtualMac = (family: 4 | 6, vrid: number): Mac =>
  `00:00:5e:00:0${family === 4 ? 1 : 2}:${vrid.toString(16).padStart(2, '0')}` as Mac

/** Whether a MAC is that of a virtual router, of either family. */
export const isVirtualMac = (mac: Mac): boolean =>
  mac.startsWith('00:00:5e:00:01:') || mac.startsWith('00:00:5e:00:02:')

/** The VRRP group: 224.0.0.18 or ff02::12 (RFC 9568 5.1.1.2, 5.1.2.2). */
export const vrrpGroup = (family: 4 | 6): Ip => (family === 4 ? GROUP_4 : GROUP_6)

function intern(table: Map<number, Ip>, place: number, data: DataView, offset: number, length: 4 | 16): Ip {
  if (table.size >= MAX_INTERNED) table.clear()
  const bytes = new Uint8Array(data.buffer, data.byteOffset + offset, length).slice()
  const ip: Ip = { family: length === 4 ? 4 : 6, text: textOf(bytes), bytes }
  table.set(place, ip)
  return ip
}

// What everybody knows to be an IPv4 address inside is written as one (RFC 5952 5).
function textOf(bytes: Uint8Array): string {
  const parsed = ipaddr.fromByteArray(Array.from(bytes))
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return parsed.isIPv4MappedAddress() ? `::ffff:${bytes.slice(12).join('.')}` : parsed.toRFC5952String()
}

/** Where an IPv6 address is kept. Of two with one place the later is. */
const placeOf = (data: DataView, offset: number): number =>
  data.getInt32(offset) ^
  Math.imul(data.getInt32(offset + 4), 0x9e3779b1) ^
  Math.imul(data.getInt32(offset + 8), 0x85ebca6b) ^
  Math.imul(data.getInt32(offset + 12), 0xc2b2ae35)

function hasBytes({ bytes }: Ip, data: DataView, offset: number): boolean {
  for (let i = 0; i < 16; i++) if (bytes[i] !== data.getUint8(offset + i)) return false
  return true
}

const GROUP_4 = ipFromBytes(Uint8Array.of(224, 0, 0, 18))
const GROUP_6 = ipFromBytes(Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12))
