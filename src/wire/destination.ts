import { isMulticast } from '../core/address.ts'
import { BROADCAST_MAC } from './ethernet.ts'
import type { Sighting } from './facts.ts'

/** Whether an advert is for one receiver. That an address is the broadcast of its subnet only the frame around it tells. */
export const isUnicast = ({ dst, dstMac }: Pick<Sighting, 'dst' | 'dstMac'>): boolean =>
  !isMulticast(dst) && dst.text !== '255.255.255.255' && dstMac !== BROADCAST_MAC
