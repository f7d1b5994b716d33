import type { Requirement } from './requirement.ts'

/** Requirements on versions 2 and 3 together. */
export const V2V3_REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'VRRP-V2V3-001',
    level: 'MAY',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.1', 'RFC 9568 8.4.2', 'RFC 5798 8.4.1', 'RFC 5798 8.4.2'],
    text: 'A v3 implementation may offer a switch to listen for and send both versions; interoperation is optional.',
  },
  {
    id: 'VRRP-V2V3-002',
    level: 'MUST',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.2', 'RFC 5798 8.4.2'],
    text: 'In that mode the Active router sends v2 and v3 advertisements, both at the configured rate, even below one second.',
  },
  {
    id: 'VRRP-V2V3-003',
    level: 'MUST',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.2', 'RFC 5798 8.4.2'],
    text: 'In that mode a Backup times out by the rate that the Active router advertises; seconds of a v2 Active router are converted to centiseconds.',
  },
  {
    id: 'VRRP-V2V3-004',
    level: 'SHOULD',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.2', 'RFC 5798 8.4.2'],
    text: 'In that mode a Backup ignores v2 advertisements of the current Active router while it also receives v3 from it.',
  },
  {
    id: 'VRRP-V2V3-005',
    level: 'MAY',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.2', 'RFC 5798 8.4.2'],
    text: 'It may report a v3 Active router that sends no v2, a hint that the routers disagree about the mode.',
  },
  {
    id: 'VRRP-V2V3-006',
    level: 'SHOULD',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.2.1.1', 'RFC 5798 8.4.3.1'],
    text: 'A v2 router does not get a higher priority than a v2/v3 partner with a sub-second rate.',
  },
  {
    id: 'VRRP-V2V3-007',
    level: 'SHOULD',
    versions: [3],
    families: [4],
    references: ['RFC 9568 8.4.1', 'RFC 9568 8.4.2', 'RFC 5798 8.4.1', 'RFC 5798 8.4.2'],
    text: 'Mixed operation is for the upgrade phase only and starts with a slow v3 rate (100 cs) until the v2 routers are gone.',
  },
  {
    id: 'VRRP-V2V3-008',
    level: 'MUST',
    versions: [2, 3],
    families: [4],
    references: ['RFC 9568 7.1', 'RFC 5798 7.1', 'RFC 3768 7.1', 'RFC 2338 7.1'],
    text: 'Without dual mode v2 and v3 routers of one VRID do not elect together: each discards the other version and both can be Active, with the same virtual MAC and addresses.',
  },
]
