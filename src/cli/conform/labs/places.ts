import type { Identity, TesterPlace } from '../../../conform/device.ts'
import { type Mac, parseIp } from '../../../core/address.ts'

// Addresses of a lab: the device and the tester around it, so that the tie-break can be tried from both sides. Each
// third address above differs from the device's in a byte above 127: as signed numbers it would be lower.

/** The device's address; the virtual addresses are in the same network. */
export const DEVICE_ADDRESS = '10.9.100.100/16'

/** Fixed, and with it the link-local address of the device: fe80::ff:fe00:1. */
export const DEVICE_MAC = '02:00:00:00:00:01'

const IPV4 = {
  above: ['10.9.100.101', '10.9.100.102', '10.9.100.200'],
  below: ['10.9.100.99', '10.9.100.98', '10.9.99.200'],
}

/** Around the link-local address of an interface with the device's MAC. */
const AROUND_DEVICE = {
  above: ['fe80::ff:fe00:2', 'fe80::ff:fe00:3', 'fe80::8000:ff:fe00:1'],
  below: ['fe80::ff:fe00:0', 'fe80::fe:fe00:1', 'fe80::1'],
}

/**
 * Around the link-local addresses that come from virtual router MACs, fe80::200:5eff:fe00:201 to ...:2ff, and around the
 * virtual ones: a daemon that sends through a macvlan may take either.
 */
const AROUND_VIRTUAL_MACS = {
  above: ['fe80::200:5eff:fe01:1', 'fe80::200:5eff:fe01:2', 'fe80::8000:5eff:fe00:1'],
  below: ['fe80::4:2', 'fe80::4:1', 'fe80::1'],
}

export const testerPlace = (sourceIsVirtualMac = false): TesterPlace => ({
  ipv4: identities(IPV4, 0x10),
  ipv6: identities(sourceIsVirtualMac ? AROUND_VIRTUAL_MACS : AROUND_DEVICE, 0x20),
})

/** Hosts of the tester that the device forwards between; the IPv6 ones are in the network of its global addresses. */
export const FORWARDS_BETWEEN: readonly Identity[] = [
  '10.9.100.131',
  '10.9.100.132',
  '2001:db8:5::f131',
  '2001:db8:5::f132',
].map((text, i) => ({ address: parseIp(text)!, mac: `02:00:00:00:01:${(0x40 + i).toString(16)}` as Mac }))

function identities(texts: Record<'above' | 'below', readonly string[]>, firstByte: number): TesterPlace['ipv4'] {
  const side = (name: 'above' | 'below', offset: number): Identity[] =>
    texts[name].map((text, i) => ({
      address: parseIp(text)!,
      mac: `02:00:00:00:01:${(firstByte + offset + i).toString(16)}` as Mac,
    }))
  return { above: side('above', 0), below: side('below', 8) }
}

/** Two virtual addresses for a virtual router, with prefix length. */
export const virtualAddresses = (family: 4 | 6, vrid: number): readonly [string, string] =>
  family === 4
    ? [`10.9.1.${vrid}/16`, `10.9.2.${vrid}/16`]
    : [`fe80::5:${vrid.toString(16)}/64`, `2001:db8:5::${vrid.toString(16)}/64`]
