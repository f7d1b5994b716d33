import type { FamilyVrid } from '../core/family-vrid.ts'
import type { Ns } from '../core/time.ts'
import type { VirtualRouterKey } from '../observe/record.ts'

export type Severity = 'error' | 'warning' | 'info'
/** Worst first. */
export const bySeverity = (a: Severity, b: Severity): number => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b)

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

export type Confidence = 'certain' | 'likely' | 'possible'

/**
 * One incident: facts without prose. `message` names one of the rule's sentences, `values` fill its braces; report/
 * joins the two. Frame numbers are the first 20, as core/frame-number.ts makes them.
 */
export interface Finding {
  readonly id: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** Where only configurations were read, family and VRID. */
  readonly key: VirtualRouterKey | FamilyVrid | undefined
  /** Router names as in RouterRecord. */
  readonly routers: readonly string[]
  readonly node: string | undefined
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
  readonly count: number
  readonly firstSeen: Ns | undefined
  readonly lastSeen: Ns | undefined
  readonly frames: readonly number[]
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column?: number
  /** The rule, and its sentence, that says why: reason and remedy are then its own. */
  readonly cause?: Cause
  /** Why the other pairs of its routers are in the same situation, where `cause` does not say it. */
  readonly furtherCauses?: readonly Cause[]
  /** Ids of symptoms and causes of the same incident. */
  readonly related: readonly string[]
  /** Live: whether the situation still holds. */
  readonly state: 'open' | 'closed'
}

/** What another rule says, and in which sentence. */
export type Cause = Pick<Finding, 'id' | 'message' | 'values'>

/** The finding with the rules of other incidents among its related ones. */
export const withRelated = (
  finding: Finding,
  others: readonly { readonly rule: { readonly id: string } }[],
): Finding => ({
  ...finding,
  related: [...new Set([...finding.related, ...others.map(({ rule }) => rule.id)])].sort(),
})
