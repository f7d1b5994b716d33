/** How binding it is: unmet, a MUST is a `fail`, a SHOULD `non-strict`, a MAY only recorded. */
export type Level = 'MUST' | 'SHOULD' | 'MAY'

/**
 * What one sentence (or a derivable conclusion) of the RFCs asks of a router. `text` is a paraphrase: the RFC decides.
 * MUST NOT and SHOULD NOT are graded as MUST and SHOULD; `references` name the newest RFC first.
 */
export interface Requirement {
  readonly id: string
  readonly level: Level
  readonly versions: readonly (2 | 3)[]
  readonly families: readonly (4 | 6)[]
  readonly references: readonly string[]
  readonly text: string
}
