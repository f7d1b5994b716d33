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
const OPERATOR = 'a rule for the operator who configures routers, not for what a router does; see vrrpscope check'
const COMPARISON = 'compares what several routers are configured to advertise to hosts; the suite sees one router'
const BOTH_VERSIONS =
  'part of the optional mode for both versions (packet/one-version tells whether a device has it); no device that runs here has it, so no case for it could be proven'
const OTHERS =
  'asks something of switches, hosts or whoever watches the segment, not of a VRRP router; see vrrpscope sniff'

/** Requirements that nothing on the segment provokes or shows. */
export const UNCOVERED: Readonly<Record<string, string>> = {
  'VRRP-RX-017': LOGS,
  'VRRP-RX-023': LOGS,
  'VRRP-ND-013': COMPARISON,
  'VRRP-ND-014': COMPARISON,
  'VRRP-AUTH-009': OPERATOR,
  'VRRP-AUTH-011': OPERATOR,
  'VRRP-ADDR-009': OPERATOR,
  'VRRP-ADDR-010': LOGS,
  'VRRP-ADDR-011': OPERATOR,
  'VRRP-CFG-009': OPERATOR,
  'VRRP-CFG-012': 'a remark that explains deviations, not a demand; docs/conformance names them',
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
