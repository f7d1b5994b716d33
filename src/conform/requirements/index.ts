import { ADDR_REQUIREMENTS } from './addr.ts'
import { ARP_REQUIREMENTS } from './arp.ts'
import { AUTH_REQUIREMENTS } from './auth.ts'
import { CFG_REQUIREMENTS } from './cfg.ts'
import { FSM_ACTIVE_REQUIREMENTS } from './fsm-active.ts'
import { FSM_BACKUP_REQUIREMENTS } from './fsm-backup.ts'
import { FSM_INIT_REQUIREMENTS } from './fsm-init.ts'
import { MAC_REQUIREMENTS } from './mac.ts'
import { ND_REQUIREMENTS } from './nd.ts'
import { PKT_REQUIREMENTS } from './pkt.ts'
import type { Requirement } from './requirement.ts'
import { RX_REQUIREMENTS } from './rx.ts'
import { SEC_REQUIREMENTS } from './sec.ts'
import { TMR_REQUIREMENTS } from './tmr.ts'
import { TX_REQUIREMENTS } from './tx.ts'
import { V2V3_REQUIREMENTS } from './v2v3.ts'

/** Every requirement of RFC 2338, 3768, 5798 and 9568 that the suite knows, by area. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...PKT_REQUIREMENTS,
  ...TX_REQUIREMENTS,
  ...RX_REQUIREMENTS,
  ...FSM_INIT_REQUIREMENTS,
  ...FSM_BACKUP_REQUIREMENTS,
  ...FSM_ACTIVE_REQUIREMENTS,
  ...TMR_REQUIREMENTS,
  ...ARP_REQUIREMENTS,
  ...ND_REQUIREMENTS,
  ...MAC_REQUIREMENTS,
  ...AUTH_REQUIREMENTS,
  ...ADDR_REQUIREMENTS,
  ...CFG_REQUIREMENTS,
  ...V2V3_REQUIREMENTS,
  ...SEC_REQUIREMENTS,
]

const BY_ID = new Map(REQUIREMENTS.map((each) => [each.id, each]))

/** The requirement of that id; a case that names another is a bug. */
export function requirement(id: string): Requirement {
  const found = BY_ID.get(id)
  if (found === undefined) throw new Error(`no requirement ${id}`)
  return found
}
