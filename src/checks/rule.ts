import type { NodeConfig } from '../config/model.ts'
import type { Ns } from '../core/time.ts'
import type { ActivePeriod, Takeover, VirtualRouterKey } from '../observe/record.ts'
import type { Fact, Seen, Sighting } from '../wire/facts.ts'
import type { Confidence, Severity } from './finding.ts'

// A rule is words plus one function. The words are data, so that text, JSON, Markdown and `explain` render the same
// sentence; the function looks at a run and reports what it sees, without prose.

/** A sentence whose {placeholders} are filled from a finding's values; the overrides serve where one rule knows several causes. */
export type Message =
  | string
  | { readonly text: string; readonly severity?: Severity; readonly why?: string; readonly remedy?: string }

/** Clauses the rule rests on, or the reason why no RFC speaks of it. */
export type References = readonly string[] | { readonly none: string }

export interface Rule {
  readonly id: string
  readonly severity: Severity
  readonly rfc: References
  /** When it fires, in one sentence. */
  readonly condition: string
  /** What it means for the network. */
  readonly why: string
  /** What to change; {placeholders} as in messages. */
  readonly remedy: string
  readonly messages: Readonly<Record<string, Message>>
  /** Called once a run. Whatever the rule must remember lives in the closure, and must stay bounded. */
  readonly watch: (run: Run) => Hooks
}

/** What a rule may be told. Every hook is called in the order of time; `end` comes once. */
export interface Hooks {
  /** The loaded configurations, before the first frame. */
  config?(nodes: readonly NodeConfig[]): void
  /** An advert that is not the steady repetition of its sender's last one. */
  sighting?(advert: Sighting, where: Where): void
  /** Any other frame of interest. */
  fact?(fact: Exclude<Fact, Sighting>): void
  /** A router became Active, or its time as Active ended. */
  transition?(period: ActivePeriod, where: Where): void
  takeover?(takeover: Takeover, key: VirtualRouterKey): void
  end?(): void
}

/** The virtual router and the router in it that a hook speaks of. */
export interface Where {
  readonly key: VirtualRouterKey
  /** Name as in RouterRecord. */
  readonly router: string
}

export interface Run<M extends string = string> {
  /** Reports a sign of an incident; signs of one incident are counted into one finding. */
  report(message: M, sign: Sign): void
  /** Calls `decide` as soon as the run's time has passed `at`, in a live capture without waiting for a frame. */
  after(at: Ns, decide: (at: Ns) => void): void
}

/** What a rule saw. Everything that is left out is unknown or not meant. */
export interface Sign {
  readonly key?: VirtualRouterKey
  readonly routers?: readonly string[]
  readonly node?: string
  readonly values?: Readonly<Record<string, string | number>>
  /** The frames that show it, oldest first. */
  readonly seen?: readonly Pick<Seen, 'tNs' | 'frameNo'>[]
  /** Default: certain. */
  readonly confidence?: Confidence
  /** Default: the message's, else the rule's. */
  readonly severity?: Severity
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Ids of symptoms and causes of the same incident. */
  readonly related?: readonly string[]
  /** Tells incidents apart that agree in rule, message, virtual router, routers, node and place. */
  readonly incident?: string | number
}

/** Checks at compile time that a rule reports only messages that it has. */
export function defineRule<const M extends string>(
  rule: Omit<Rule, 'messages' | 'watch'> & {
    readonly messages: Readonly<Record<M, Message>>
    readonly watch: (run: Run<NoInfer<M>>) => Hooks
  },
): Rule {
  return rule
}

/** The clauses of a rule as the report lists them; empty where none speaks of it. */
export const referencesOf = (rule: Rule): readonly string[] => ('none' in rule.rfc ? [] : rule.rfc)
