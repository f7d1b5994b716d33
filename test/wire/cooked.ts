import { type Mac, macBytes } from '../../src/core/address.ts'
import { joined } from '../../src/wire/bytes.ts'
import type { PacketDirection } from '../../src/wire/view.ts'

// Headers of Linux cooked captures, as in the drawings of src/wire/sll.ts; the hardware is Ethernet.

export interface SllHeader {
  readonly direction: PacketDirection
  readonly src: Mac
  /** EtherType. */
  readonly protocol: number
}

export function emitSll({ direction, src, protocol }: SllHeader, payload: Uint8Array): Uint8Array {
  return joined(
    Uint8Array.of(0, direction, 0, 1, 0, 6, ...macBytes(src), 0, 0, protocol >> 8, protocol & 0xff),
    payload,
  )
}

export function emitSll2(
  { direction, src, protocol, ifIndex = 0 }: SllHeader & { readonly ifIndex?: number },
  payload: Uint8Array,
): Uint8Array {
  const index = [ifIndex >>> 24, (ifIndex >> 16) & 0xff, (ifIndex >> 8) & 0xff, ifIndex & 0xff]
  const head = [protocol >> 8, protocol & 0xff, 0, 0, ...index, 0, 1, direction, 6]
  return joined(Uint8Array.of(...head, ...macBytes(src), 0, 0), payload)
}
