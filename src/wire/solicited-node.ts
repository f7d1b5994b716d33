import { type Ip, ipFromBytes } from '../core/address.ts'

// ff02::1:ff and the last three bytes of an address (RFC 4291 2.7.1).
const PREFIX = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff)

export function solicitedNode(address: Ip): Ip {
  const bytes = new Uint8Array(16)
  bytes.set(PREFIX)
  bytes.set(address.bytes.subarray(PREFIX.length), PREFIX.length)
  return ipFromBytes(bytes)
}

export const isSolicitedNode = ({ bytes }: Ip): boolean => PREFIX.every((byte, i) => bytes[i] === byte)
