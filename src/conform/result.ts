import type { RouterConfig } from '../config/model.ts'
import type { Level } from './requirements/requirement.ts'
import type { Outcome, Verdict } from './verdict.ts'

/** A virtual router's name in reports: `ipv4/51`. */
export const nameOf = (router: RouterConfig): string => `ipv${router.family}/${router.vrid}`

/** One case on one virtual router, judged. */
export interface CaseResult extends Verdict {
  readonly id: string
  readonly title: string
  readonly references: readonly string[]
  readonly level: Level
  readonly requirements: readonly string[]
  /** The virtual router it ran on, `ipv4/51`; undefined where it was skipped. */
  readonly virtualRouter: string | undefined
  readonly durationMs: number
  /** How often it ran: more than once where noise disturbed it. */
  readonly tries: number
  /** Evidence capture, for what did not pass. */
  readonly evidence: string | undefined
}

/** How well this machine kept time during the run, in milliseconds; tolerances follow from it. */
export interface Noise {
  /** Worst lateness of the tester's own alarms. */
  readonly alarmMs: number
  /** Added to every tolerance. */
  readonly allowanceMs: number
}

export interface ConformRun {
  readonly device: { readonly name: string; readonly description: string; readonly virtualRouters: readonly string[] }
  readonly results: readonly CaseResult[]
  readonly noise: Noise
  readonly wallMs: number
  /** What the cases would have taken one after another. */
  readonly serialMs: number
  /** False: the run was interrupted. */
  readonly complete: boolean
}

export type Summary = Readonly<Record<Outcome, number>>

export function summarise(results: readonly CaseResult[]): Summary {
  const counts = { pass: 0, fail: 0, 'non-strict': 0, info: 0, skipped: 0, inconclusive: 0 }
  for (const { outcome } of results) counts[outcome]++
  return counts
}

/** A failed MUST fails the run; nothing judged, or anything that could not be told, leaves it inconclusive. */
export function runVerdict(run: ConformRun): 'pass' | 'fail' | 'inconclusive' {
  const counts = summarise(run.results)
  if (counts.fail > 0) return 'fail'
  const judged = counts.pass + counts['non-strict'] + counts.info
  return counts.inconclusive > 0 || judged === 0 || !run.complete ? 'inconclusive' : 'pass'
}
