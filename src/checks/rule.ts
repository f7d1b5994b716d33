import type { NodeConfig } from '../config/model.ts'
import type { Ip } from '../core/address.ts'
import type { FamilyVrid } from '../core/family-vrid.ts'
import type { Ns } from '../core/time.ts'
import type { Verify } from '../model/accept.ts'
import type { Listener, World } from '../observe/listener.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import type { ArpFact, NdFact, OtherFact, Seen, Sighting } from '../wire/facts.ts'
import type { Claim } from './announced.ts'
import type { Confidence, Severity } from './finding.ts'

// A rule is words plus one function. The words are data, so that text, JSON, Markdown and `explain` render the same
// sentence; the function looks at a run and reports what it sees, without prose.

/** A sentence whose {placeholders} a finding's values fill. The overrides serve where one rule knows several causes. */
export type Message =
  | string
  | {
      readonly text: string
      /** Said in place of `text` once the situation is over. */
      readonly over?: string
      readonly severity?: Severity
      readonly why?: string
      readonly remedy?: string
    }

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
  /** It says that frames were not there: where the capture may have lost them it is possible, and no error. */
  readonly absence?: true
  /**
   * When what it reports is over, where neither the rule closes it nor the sender's next advert shows it. `quiet`: no sign
   * came for a minute, since it tells what happens. `one-active`: at most one of its routers is Active. Else it lasts.
   */
  readonly ends?: 'quiet' | 'one-active'
  /** Called once a run. Whatever the rule must remember lives in the closure, and must stay bounded. */
  readonly watch: (run: Run) => Hooks
}

/** Facts other than adverts, each told to those who ask for its kind. */
export type FactHooks = {
  readonly [Kind in OtherFact['kind']]?: (fact: Extract<OtherFact, { kind: Kind }>) => void
}

/** What a rule may be told: all that the observer tells, and some things of the engine. */
export interface Hooks extends Listener {
  readonly facts?: FactHooks
  /** ARP or neighbour discovery says where an address is. */
  onClaim?(claim: Claim, fact: ArpFact | NdFact): void
  /** The loaded configurations, before the first frame. */
  onConfig?(nodes: readonly NodeConfig[]): void
  /**
   * What an advert says, once for all its copies. Whatever is reported here also holds for the steady repetitions that
   * follow: they are counted without calling again. `router` is undefined where no router could obey the advert.
   */
  onAdvert?(advert: Sighting, virtualRouter: LiveVirtualRouter, router: LiveRouter | undefined): void
}

/** What the person who asks knows and no packet says. */
export interface Given {
  /** Virtual routers that are to move together, as a `vrrp_sync_group` does; members by id or VRID. */
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[]
  /** Addresses to watch although no VRRP router may serve them. */
  readonly watched: readonly Ip[]
  /** The only virtual router whose adverts were let in; undefined where all were. */
  readonly onlyVrid?: number | undefined
  /** A host, a VLAN or a filter expression may have left routers out: their silence is no absence. */
  readonly isNarrowed?: boolean
  /** Only frames of one host were let in: no rule that claims an absence can judge. */
  readonly onlyHost?: boolean
}

export interface Run<M extends string = string> {
  readonly world: World
  readonly given: Given
  /** Checks AH and HMAC against a key; undefined where the program has no hash at hand. */
  readonly verify: Verify | undefined
  /** Reports a sign of an incident; the signs of one incident become one finding. */
  report(message: M, sign: Sign): void
  /** The situation that was reported with such a sign is over. */
  close(message: M, sign: Sign): void
  /** What was reported with such a sign turns out never to have been. */
  withdraw(message: M, sign: Sign): void
  /** Calls `decide` once the run's time has passed `at`: live without waiting for a frame, never after the end. */
  after(at: Ns, decide: () => void): void
}

/** Values that fill a sentence. */
export type Values = Readonly<Record<string, string | number>>

/** What a rule saw. Whatever is left out is unknown or not meant. */
export interface Sign {
  readonly virtualRouter?: LiveVirtualRouter
  /** In place of `virtualRouter` where only a configuration speaks of it. */
  readonly key?: FamilyVrid
  /** Routers that the observer follows, or the addresses of others. */
  readonly routers?: readonly (LiveRouter | string)[]
  readonly node?: string
  readonly values?: Values
  /** The frames that show it, oldest first. */
  readonly seen?: readonly Pick<Seen, 'tNs' | 'frameNo'>[]
  /** The time that it covers, where the frames do not say it. */
  readonly from?: Ns
  readonly to?: Ns
  /** Default: certain. */
  readonly confidence?: Confidence
  /** It holds until it is closed: while it is open, its time goes on. */
  readonly lasts?: boolean
  /** Default: the message's, else the rule's. */
  readonly severity?: Severity
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Ids of symptoms and causes of the same incident. */
  readonly related?: readonly string[]
  /** How many occurrences it stands for; default 1. */
  readonly times?: number
  /**
   * What tells incidents of one message, virtual router, node and place apart. Default: the routers. Where it is given,
   * the routers of all signs are gathered.
   */
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
