import type { Requirement } from './requirement.ts'

/** Requirements on the state Initialize. */
export const FSM_INIT_REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'VRRP-FSM-INIT-001',
    level: 'MUST',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 6.4.1', 'RFC 5798 6.4.1', 'RFC 3768 6.4.1', 'RFC 2338 6.4.1'],
    text: 'On Startup the address owner (priority 255) sends an advertisement at once and enters Active without waiting for any timer.',
  },
  {
    id: 'VRRP-FSM-INIT-002',
    level: 'MUST',
    versions: [2, 3],
    families: [4],
    references: ['RFC 9568 6.4.1', 'RFC 5798 6.4.1', 'RFC 3768 6.4.1', 'RFC 2338 6.4.1', 'RFC 9568 erratum 7947'],
    text: 'At the owner start-up one gratuitous ARP carrying the virtual router MAC is broadcast for each IPv4 address of the virtual router.',
  },
  {
    id: 'VRRP-FSM-INIT-003',
    level: 'MUST',
    versions: [3],
    families: [6],
    references: ['RFC 9568 6.4.1', 'RFC 5798 6.4.1'],
    text: 'At the owner start-up one unsolicited Neighbor Advertisement (R=1, S=0, O=1, target is the virtual address, target link-layer option is the virtual router MAC) is sent for each IPv6 address.',
  },
  {
    id: 'VRRP-FSM-INIT-004',
    level: 'MUST',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 6.4.1', 'RFC 5798 6.4.1', 'RFC 3768 6.4.1', 'RFC 2338 6.4.1'],
    text: 'After the start-up advertisement the owner arms Adver_Timer with its own Advertisement_Interval.',
  },
  {
    id: 'VRRP-FSM-INIT-005',
    level: 'MUST',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 6.4.1', 'RFC 5798 6.4.1', 'RFC 3768 6.4.1', 'RFC 2338 6.4.1'],
    text: 'On Startup a router with priority below 255 enters Backup and arms the down timer with ADI computed from its own Advertisement_Interval; it sends nothing before that timer fires.',
  },
  {
    id: 'VRRP-FSM-INIT-006',
    level: 'MUST',
    versions: [3],
    families: [4, 6],
    references: ['RFC 9568 6.4.1', 'RFC 9568 6.1', 'RFC 5798 6.4.1', 'RFC 5798 6.1'],
    text: 'Active_Adver_Interval starts out equal to the own Advertisement_Interval, until an accepted advertisement replaces it.',
  },
  {
    id: 'VRRP-FSM-INIT-007',
    level: 'MUST',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 6.4.1', 'RFC 5798 6.4.1', 'RFC 3768 6.4.1', 'RFC 2338 6.4.1'],
    text: 'In Initialize the router waits for Startup and takes no part: no advertisements, no answers for the virtual addresses, no use of the virtual router MAC.',
  },
  {
    id: 'VRRP-FSM-INIT-008',
    level: 'MUST',
    versions: [2, 3],
    families: [4, 6],
    references: ['RFC 9568 6.4', 'RFC 5798 6.4', 'RFC 3768 6.4', 'RFC 2338 6.4'],
    text: 'Loss of the interface is a Shutdown and its return a Startup: after link recovery a non-owner waits for ADI again before it may become Active.',
  },
]
