import type { RouterConfig } from '../config/model.ts'
import type { Speaker } from './driver.ts'

/** A virtual router by its place and name. */
export type Member = Pick<RouterConfig, 'interfaceName' | 'instance' | 'syncGroup'>

/**
 * Why virtual routers are in FAULT. Each cause names those that it strikes; like keepalived, the others of their sync
 * groups go with them, and one is well again when no cause is left.
 */
export class FaultCauses {
  readonly #speakers: readonly Pick<Speaker, 'configs' | 'setFault'>[]
  readonly #struck = new Map<string, readonly Member[]>()

  constructor(speakers: readonly Pick<Speaker, 'configs' | 'setFault'>[]) {
    this.#speakers = speakers
  }

  /** Whom this cause strikes from now on, in place of those before. */
  set(cause: string, struck: readonly Member[]): void {
    this.#struck.set(cause, struck)
    for (const speaker of this.#speakers)
      for (const config of speaker.configs) speaker.setFault(this.#causeFor(config), config.instance)
  }

  #causeFor(config: Member): string | undefined {
    for (const [cause, struck] of this.#struck) if (struck.some((one) => strikes(one, config))) return cause
    return undefined
  }
}

const strikes = (one: Member, other: Member): boolean =>
  (one.interfaceName === other.interfaceName && one.instance === other.instance) ||
  (one.syncGroup !== undefined && one.syncGroup === other.syncGroup)
