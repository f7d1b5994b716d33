import { bytes } from './views.ts'

// One advert in every link type, tag and tunnel, worked by hand from the drawings of the RFCs.

const MACS = '01005e000012 020000000001'
/** IPv4 10.0.0.2 > 224.0.0.18, TTL 255, id 1, header checksum d071; VRRPv2 51, priority 150, 1 s, 10.0.0.100, no auth. */
export const ADVERT_4 = `45c0 0028 0001 0000 ff70 d026 0a00 0002 e000 0012
  2133 9601 0001 3d66 0a00 0064 0000 0000 0000 0000`
/** IPv6 fe80::2 > ff02::12, hop limit 255; VRRPv3 51, priority 150, 1 s, fe80::100. */
export const ADVERT_6 = `6c00 0000 0018 70ff fe80000000000000 0000000000000002 ff02000000000000 0000000000000012
  3133 9601 0064 0000 fe80000000000000 0000000000000100`
const INNER = `${MACS} 0800 ${ADVERT_4}`

/** Outer IPv4 without options around `length` bytes of payload. */
const outer = (protocol: string, length: number): string =>
  `aaaaaaaaaaaa bbbbbbbbbbbb 0800 4500 ${(20 + length).toString(16).padStart(4, '0')} 0007 0000 40${protocol} 0000 c0000201 c0000202`
const udp = (port: string, length: number): string => `1234 ${port} ${(8 + length).toString(16).padStart(4, '0')} 0000`

const IP_LEN = 40
const FRAME_LEN = 54

export interface Crafted {
  readonly frame: Uint8Array
  readonly linkType: number
  /** Text of the path, and the innermost VLAN in it. */
  readonly path: string
  readonly vlan: number
  /** Whether the advert came in an Ethernet frame or cooked header whose sender is known. */
  readonly srcMac: boolean
}

const on = (linkType: number, hex: string, path = '', vlan = -1, srcMac = true): Crafted => ({
  frame: bytes(hex),
  linkType,
  path,
  vlan,
  srcMac,
})

export const TUNNELLED: Readonly<Record<string, Crafted>> = {
  ethernet: on(1, INNER),
  'ethernet with padding': on(1, `${INNER} 000000000000`),
  'ethernet, IPv6': on(1, `333300000012 020000000001 86dd ${ADVERT_6}`),
  'cooked v1': on(113, `0002 0001 0006 020000000001 0000 0800 ${ADVERT_4}`),
  'cooked v1 with tag': on(113, `0002 0001 0006 020000000001 0000 8100 0014 0800 ${ADVERT_4}`, 'vlan 20', 20),
  'cooked v2': on(276, `0800 0000 00000003 0001 02 06 020000000001 0000 ${ADVERT_4}`),
  'raw 12': on(12, ADVERT_4, '', -1, false),
  'raw 14': on(14, ADVERT_6, '', -1, false),
  'raw 101': on(101, ADVERT_4, '', -1, false),
  'raw 101, IPv6': on(101, ADVERT_6, '', -1, false),
  'raw 228': on(228, ADVERT_4, '', -1, false),
  'raw 229': on(229, ADVERT_6, '', -1, false),
  'null, little endian': on(0, `02000000 ${ADVERT_4}`, '', -1, false),
  'null, big endian': on(0, `00000002 ${ADVERT_4}`, '', -1, false),
  'null, AF_INET6 of Linux': on(0, `0a000000 ${ADVERT_6}`, '', -1, false),
  'null, AF_INET6 of OpenBSD': on(0, `18000000 ${ADVERT_6}`, '', -1, false),
  'null, AF_INET6 of FreeBSD': on(0, `1c000000 ${ADVERT_6}`, '', -1, false),
  'null, AF_INET6 of macOS': on(0, `1e000000 ${ADVERT_6}`, '', -1, false),
  loop: on(108, `00000002 ${ADVERT_4}`, '', -1, false),
  'loop, IPv6': on(108, `00000018 ${ADVERT_6}`, '', -1, false),
  'vlan 20': on(1, `${MACS} 8100 c014 0800 ${ADVERT_4}`, 'vlan 20', 20),
  'priority tag': on(1, `${MACS} 8100 e000 0800 ${ADVERT_4}`),
  'QinQ 802.1ad': on(1, `${MACS} 88a8 0014 8100 0007 0800 ${ADVERT_4}`, 'vlan 20.7', 7),
  'QinQ 0x9100': on(1, `${MACS} 9100 0014 8100 0007 0800 ${ADVERT_4}`, 'vlan 20.7', 7),
  'QinQ 0x8100 twice': on(1, `${MACS} 8100 0014 8100 0007 86dd ${ADVERT_6}`, 'vlan 20.7', 7),
  vxlan: on(1, `${outer('11', 16 + FRAME_LEN)} ${udp('12b5', 8 + FRAME_LEN)} 08000000 00138900 ${INNER}`, 'vxlan 5001'),
  'vxlan on port 8472 in a vlan': on(
    1,
    `aaaaaaaaaaaa bbbbbbbbbbbb 8100 0014 ${outer('11', 16 + FRAME_LEN).slice(26)} ${udp('2118', 8 + FRAME_LEN)} 08000000 00138900 ${INNER}`,
    'vlan 20/vxlan 5001',
    20,
  ),
  'vxlan around a vlan': on(
    1,
    `${outer('11', 20 + FRAME_LEN)} ${udp('12b5', 12 + FRAME_LEN)} 08000000 00138900 ${MACS} 8100 0007 0800 ${ADVERT_4}`,
    'vxlan 5001/vlan 7',
    7,
  ),
  'gre, IP': on(1, `${outer('2f', 4 + IP_LEN)} 0000 0800 ${ADVERT_4}`, 'gre', -1, false),
  'gre with checksum, key and sequence': on(
    1,
    `${outer('2f', 16 + IP_LEN)} b000 0800 12340000 00000007 00000001 ${ADVERT_4}`,
    'gre 7',
    -1,
    false,
  ),
  'gre, bridged': on(1, `${outer('2f', 8 + FRAME_LEN)} 2000 6558 00000009 ${INNER}`, 'gre 9'),
  'erspan I': on(1, `${outer('2f', 4 + FRAME_LEN)} 0000 88be ${INNER}`, 'erspan'),
  'erspan II': on(1, `${outer('2f', 16 + FRAME_LEN)} 1000 88be 00000001 1000 0003 00000000 ${INNER}`, 'erspan 3'),
  'erspan II of an untagged frame in VLAN 20': on(
    1,
    `${outer('2f', 16 + FRAME_LEN)} 1000 88be 00000001 1014 0003 00000000 ${INNER}`,
    'erspan 3/vlan 20',
    20,
  ),
  'erspan II of an ISL frame in VLAN 20': on(
    1,
    `${outer('2f', 16 + FRAME_LEN)} 1000 88be 00000001 1014 0803 00000000 ${INNER}`,
    'erspan 3/vlan 20',
    20,
  ),
  'erspan II that left the tag': on(
    1,
    `${outer('2f', 20 + FRAME_LEN)} 1000 88be 00000001 1009 1803 00000000 ${MACS} 8100 0014 0800 ${ADVERT_4}`,
    'erspan 3/vlan 20',
    20,
  ),
  'erspan II that took the tag off': on(
    1,
    `${outer('2f', 16 + FRAME_LEN)} 1000 88be 00000001 1014 1003 00000000 ${INNER}`,
    'erspan 3/vlan 20',
    20,
  ),
  'erspan III': on(
    1,
    `${outer('2f', 20 + FRAME_LEN)} 1000 22eb 00000001 2014 0003 00000000 0000 0000 ${INNER}`,
    'erspan 3/vlan 20',
    20,
  ),
  'erspan III that left the tag': on(
    1,
    `${outer('2f', 24 + FRAME_LEN)} 1000 22eb 00000001 2014 0003 00000000 0000 0000 ${MACS} 8100 0014 0800 ${ADVERT_4}`,
    'erspan 3/vlan 20',
    20,
  ),
  'erspan III with 8 more bytes': on(
    1,
    `${outer('2f', 28 + FRAME_LEN)} 1000 22eb 00000001 2000 0003 00000000 0000 0001 0000000000000000 ${INNER}`,
    'erspan 3',
  ),
  'erspan III of IP': on(
    1,
    `${outer('2f', 20 + IP_LEN)} 1000 22eb 00000001 2000 0003 00000000 0000 0800 ${ADVERT_4}`,
    'erspan 3',
    -1,
    false,
  ),
  'mpls, IP': on(1, `${MACS} 8847 00064 0 40 000c8 1 40 ${ADVERT_4}`, 'mpls 100.200', -1, false),
  'mpls, explicit null': on(1, `${MACS} 8847 00000 1 40 ${ADVERT_4}`, '', -1, false),
  'mpls, upstream labels': on(1, `${MACS} 8848 00064 1 40 ${ADVERT_6}`, 'mpls 100', -1, false),
  'mpls, entropy label': on(1, `${MACS} 8847 00064 0 40 00007 0 40 11170 1 00 ${ADVERT_4}`, 'mpls 100', -1, false),
  'mpls in a vlan': on(1, `${MACS} 8100 0014 8847 00064 1 40 ${ADVERT_4}`, 'vlan 20/mpls 100', 20, false),
  'mpls pseudo-wire': on(1, `${MACS} 8847 00064 1 40 ${INNER}`, 'mpls 100'),
  'mpls pseudo-wire with control word': on(1, `${MACS} 8847 00064 1 40 00000000 ${INNER}`, 'mpls 100'),
  'mpls pseudo-wire with tag': on(
    1,
    `${MACS} 8847 00064 1 40 ${MACS} 8100 0014 0800 ${ADVERT_4}`,
    'mpls 100/vlan 20',
    20,
  ),
  'mpls pseudo-wire with tag, to a host': on(
    1,
    `${MACS} 8847 00064 1 40 000c29112233 020000000001 8100 0014 0800 ${ADVERT_4}`,
    'mpls 100/vlan 20',
    20,
  ),
  'mpls pseudo-wire with control word and tag': on(
    1,
    `${MACS} 8847 00064 1 40 00000009 ${MACS} 8100 0014 0800 ${ADVERT_4}`,
    'mpls 100/vlan 20',
    20,
  ),
}
