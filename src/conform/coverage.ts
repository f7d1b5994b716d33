import type { ConformCase } from './case.ts'
import { REQUIREMENTS } from './requirements/index.ts'
import type { Requirement } from './requirements/requirement.ts'

/** A requirement and what the suite does about it. */
export interface Coverage {
  readonly requirement: Requirement
  /** Ids of the cases that check it. */
  readonly cases: readonly string[]
  /** Why no case checks it; undefined where one does. */
  readonly reason: string | undefined
}

/** Every requirement with its cases, or the reason why it has none. */
export function coverageOf(cases: readonly ConformCase[]): readonly Coverage[] {
  return REQUIREMENTS.map((requirement) => {
    const own = cases.filter(({ requirements }) => requirements.includes(requirement.id)).map(({ id }) => id)
    return { requirement, cases: own, reason: own.length > 0 ? undefined : UNCOVERED[requirement.id] }
  })
}

const LOGS = 'what a router logs or reports to its management does not show on the segment'
const FORWARDS = 'forwarding needs a second segment behind the device; this suite sits on one'
const ROUTER_ADVERTISEMENTS = 'Router Advertisements are sent by another program than VRRP in the devices that run here'
const REDIRECTS = 'a redirect needs a second router and a host that routes through the device'
const OPERATOR = 'a rule for the operator who configures routers, not for what a router does; see vrrpscope check'
const REFUSES = 'a configuration that the device has to refuse: its configuration is not the tester’s to break'
const BOTH_VERSIONS =
  'an optional mode in which one virtual router speaks both versions; no device that runs here has it'
const OTHERS =
  'asks something of switches, hosts or whoever watches the segment, not of a VRRP router; see vrrpscope sniff'
const BOOT =
  'concerns the boot of the host, when interfaces get their addresses; the tester starts the daemon, not the host'

/** Requirements that nothing on the segment provokes or shows. */
export const UNCOVERED: Readonly<Record<string, string>> = {
  'VRRP-TX-009': FORWARDS,
  'VRRP-RX-017': LOGS,
  'VRRP-RX-023': LOGS,
  'VRRP-FSM-BACKUP-003': ROUTER_ADVERTISEMENTS,
  'VRRP-FSM-ACTIVE-004': ROUTER_ADVERTISEMENTS,
  'VRRP-FSM-ACTIVE-006': FORWARDS,
  'VRRP-TMR-010': LOGS,
  'VRRP-ARP-007': BOOT,
  'VRRP-ARP-008': BOOT,
  'VRRP-ARP-009': BOOT,
  'VRRP-ARP-010': FORWARDS,
  'VRRP-ND-008': FORWARDS,
  'VRRP-ND-009': BOOT,
  'VRRP-ND-010': BOOT,
  'VRRP-ND-011': BOOT,
  'VRRP-ND-012': ROUTER_ADVERTISEMENTS,
  'VRRP-ND-013': ROUTER_ADVERTISEMENTS,
  'VRRP-ND-014': ROUTER_ADVERTISEMENTS,
  'VRRP-ND-015': 'the neighbour cache of the device shows on the segment only in what it forwards',
  'VRRP-MAC-005': REDIRECTS,
  'VRRP-MAC-006': REDIRECTS,
  'VRRP-AUTH-009': OPERATOR,
  'VRRP-AUTH-011': OPERATOR,
  'VRRP-ADDR-002': OPERATOR,
  'VRRP-ADDR-003': REFUSES,
  'VRRP-ADDR-009': OPERATOR,
  'VRRP-ADDR-010': LOGS,
  'VRRP-ADDR-011': OPERATOR,
  'VRRP-CFG-007': REFUSES,
  'VRRP-CFG-009': OPERATOR,
  'VRRP-CFG-010': REFUSES,
  'VRRP-CFG-012': 'a remark that explains deviations, not a demand; docs/conformance names them',
  'VRRP-V2V3-001': BOTH_VERSIONS,
  'VRRP-V2V3-002': BOTH_VERSIONS,
  'VRRP-V2V3-003': BOTH_VERSIONS,
  'VRRP-V2V3-004': BOTH_VERSIONS,
  'VRRP-V2V3-005': BOTH_VERSIONS,
  'VRRP-V2V3-006': OPERATOR,
  'VRRP-V2V3-007': OPERATOR,
  'VRRP-SEC-005': OTHERS,
  'VRRP-SEC-006': OTHERS,
  'VRRP-SEC-007': OPERATOR,
  'VRRP-SEC-008': OPERATOR,
}
