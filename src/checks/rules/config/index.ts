import type { Rule } from '../../rule.ts'
import { configAddressesMismatch } from './addresses-mismatch.ts'
import { configAmbiguous } from './ambiguous.ts'
import { configAuthMismatch } from './auth-mismatch.ts'
import { configIntervalMismatch } from './interval-mismatch.ts'
import { configPriorityMismatch } from './priority-mismatch.ts'
import { configRouterSilent } from './router-silent.ts'
import { configTransportMismatch } from './transport-mismatch.ts'
import { configUnknownRouter } from './unknown-router.ts'
import { configUnknownVirtualRouter } from './unknown-virtual-router.ts'
import { configVersionMismatch } from './version-mismatch.ts'
import { configVridMismatch } from './vrid-mismatch.ts'
import { configWrongActive } from './wrong-active.ts'

/** What is seen is not what is configured; sorted by id. */
export const configRules: readonly Rule[] = [
  configAddressesMismatch,
  configAmbiguous,
  configAuthMismatch,
  configIntervalMismatch,
  configPriorityMismatch,
  configRouterSilent,
  configTransportMismatch,
  configUnknownRouter,
  configUnknownVirtualRouter,
  configVersionMismatch,
  configVridMismatch,
  configWrongActive,
]
