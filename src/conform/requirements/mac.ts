import type { Requirement } from './requirement.ts'

/** Requirements on hardware addresses. */
export const MAC_REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'VRRP-MAC-001',
    level: 'MUST',
    versions: [2, 3],
    families: [4],
    references: ['RFC 9568 7.2', 'RFC 9568 7.3', 'RFC 5798 7.2', 'RFC 5798 7.3', 'RFC 3768 7.2'],
    text: 'IPv4 advertisements leave with the virtual router MAC 00-00-5E-00-01-VRID as Ethernet source.',
  },
  {
    id: 'VRRP-MAC-002',
    level: 'MUST',
    versions: [3],
    families: [6],
    references: ['RFC 9568 7.2', 'RFC 9568 7.3', 'RFC 5798 7.2', 'RFC 5798 7.3'],
    text: 'IPv6 advertisements leave with the virtual router MAC 00-00-5E-00-02-VRID as Ethernet source.',
  },
  {
    id: 'VRRP-MAC-003',
    level: 'MUST',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 5.1.1.2', 'RFC 9568 5.1.2.2', 'RFC 5798 5.1.1.2', 'RFC 5798 5.1.2.2', 'RFC 3768 5.2.2'],
    text: 'The Ethernet destination is the mapped group address: 01-00-5E-00-00-12 for IPv4, 33-33-00-00-00-12 for IPv6.',
  },
  {
    id: 'VRRP-MAC-004',
    level: 'SHOULD',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 2.4', 'RFC 9568 7.2', 'RFC 5798 2.4', 'RFC 5798 7.2', 'RFC 3768 2.4'],
    text: 'Only the Active router uses the virtual router MAC as frame source; any frame of a Backup with it would move the entry in learning bridges.',
  },
  {
    id: 'VRRP-MAC-005',
    level: 'SHOULD',
    versions: [2, 3],
    families: [4],
    references: ['RFC 9568 8.1.1', 'RFC 5798 8.1.1', 'RFC 3768 8.1', 'RFC 2338 8.1'],
    text: 'ICMP redirects of the Active router use as source the address that the host used as gateway, found through the destination MAC of the triggering packet.',
  },
  {
    id: 'VRRP-MAC-006',
    level: 'SHOULD',
    versions: [3],
    families: [6],
    references: ['RFC 9568 8.2.1', 'RFC 5798 8.2.1'],
    text: 'ICMPv6 redirects use as source the (link-local) address the host used as gateway.',
  },
  {
    id: 'VRRP-MAC-007',
    level: 'SHOULD',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 8.3.1', 'RFC 5798 8.3.1', 'RFC 3768 8.4'],
    text: 'An Active router that is not the owner does not forward packets addressed to the virtual addresses themselves (for example by a drop route while Active).',
  },
]
