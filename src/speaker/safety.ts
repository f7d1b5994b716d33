import type { RouterConfig } from '../config/model.ts'
import { ns, nsFromCs } from '../core/time.ts'

/** What the operator has said that he wants. */
export interface Consent {
  /** Priority 255 is meant. */
  readonly owner: boolean
  readonly faults: readonly string[]
  /** Faults may do harm here. */
  readonly allowFaults: boolean
  /** Nothing but what was put into this network namespace can be harmed. */
  readonly ownNamespace: boolean
}

/** Why a speaker must not start: a code for scripts, words, and what to do about it. */
export interface Refusal {
  readonly code: 'owner-not-meant' | 'faults-not-allowed'
  readonly message: string
  readonly hint: string
}

/** What stands against starting these routers, or undefined. Asked before anything is sent. */
export function refusalOf(routers: readonly RouterConfig[], consent: Consent): Refusal | undefined {
  const owner = routers.find(({ priority }) => priority === 255)
  if (owner !== undefined && !consent.owner)
    return {
      code: 'owner-not-meant',
      message: `${owner.instance}: priority 255 becomes Active without asking anybody`,
      hint: 'give --owner if this router owns the addresses, or a priority up to 254',
    }
  if (consent.faults.length > 0 && !consent.allowFaults && !consent.ownNamespace)
    return {
      code: 'faults-not-allowed',
      message: `this is not a network namespace of its own: the fault ${consent.faults[0]} could harm others`,
      hint: 'ip netns exec NAME vrrpscope speak ..., or give --allow-faults',
    }
  return undefined
}

/** An owner asks nobody, so it listens for 3 intervals first. The others listen for Active_Down_Interval as it is. */
export function listeningFirst(config: RouterConfig): RouterConfig {
  if (config.priority !== 255) return config
  const listen = ns(3 * nsFromCs(config.advertInterval))
  return { ...config, startupDelay: ns(Math.max(config.startupDelay, listen)) }
}
