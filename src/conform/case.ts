import type { RouterConfig } from '../config/model.ts'
import type { Device } from './device.ts'
import type { Harness } from './harness.ts'
import { requirement } from './requirements/index.ts'
import type { Level } from './requirements/requirement.ts'

/** The state that the harness brings the virtual router to before `run`; `any` leaves it as it is. */
export type StartIn = 'Backup' | 'Active' | 'any'

/** What needs are judged by. */
export type Configured = Pick<Device, 'routers' | 'control' | 'host'>

/** Something a case cannot do without. `words` completes "needs ...". */
export interface Need {
  readonly words: string
  readonly met: (router: RouterConfig, device: Configured) => boolean
}

/** One conformance case: what it claims, what it does to the device, and the broken peer that proves it bites. */
export interface ConformCase {
  /** `area/name`, stable for ever. */
  readonly id: string
  readonly title: string
  readonly references: readonly string[]
  /** MUST: unmet is `fail`. SHOULD: unmet is `non-strict`. MAY: what is seen is recorded as `info`. */
  readonly level: Level
  readonly requirements: readonly string[]
  readonly needs: readonly Need[]
  readonly startIn: StartIn
  readonly stimulus: string
  readonly expectation: string
  /** Broken devices (mutants/) that this case fails: each case has one at least, each of them a case. */
  readonly caughtMutants: readonly string[]
  /** Acts on or burdens the whole device, by this choreography (`stop, start`): runs beside cases of the same one only. */
  readonly choreography?: string
  /** Known to crash a daemon: runs only when it is asked for by name. */
  readonly hazardous?: boolean
  readonly run: (h: Harness) => Promise<void>
}

/** What an author writes: clauses and level come from the requirements, unless the case is narrower than they are. */
export type CaseDefinition = Omit<ConformCase, 'references' | 'level'> &
  Partial<Pick<ConformCase, 'references' | 'level'>>

/** A case with the clauses of all its requirements and the level of the first. Throws on an unknown requirement. */
export function defineCase(definition: CaseDefinition): ConformCase {
  const asked = definition.requirements.map(requirement)
  const references = [...new Set(asked.flatMap((each) => each.references))]
  return { references, level: asked[0]?.level ?? 'MAY', ...definition }
}

/** The words of the first need that is not met, or undefined: then the case applies. */
export function unmetNeed(candidate: ConformCase, router: RouterConfig, device: Configured): string | undefined {
  return candidate.needs.find((need) => !need.met(router, device))?.words
}
