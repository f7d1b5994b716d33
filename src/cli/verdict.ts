import { INTERRUPTED } from '../capture/source.ts'
import { bySeverity, type Finding, type Severity } from '../checks/finding.ts'
import type { RunResult } from '../report/document.ts'
import type { Verdict } from '../report/schema.ts'
import { Exit } from './exit.ts'

/** Whether one of the findings is at or above the severity of --fail-on. */
export function failsOn(findings: readonly Finding[], failOn: Severity | 'never'): boolean {
  return failOn !== 'never' && findings.some(({ severity }) => bySeverity(severity, failOn) <= 0)
}

/** What a run comes to, in the order of the exit statuses: input damaged, findings, gaps, nothing, pass. */
export function verdictOf(run: Omit<RunResult, 'verdict'>, failOn: Severity | 'never'): Verdict {
  const { captures, gaps, findings, counts } = run
  const unread = captures.filter(({ complete }) => !complete)
  if (unread.some(({ problem }) => problem?.code !== INTERRUPTED)) return 'input-damaged'
  if (failsOn(findings, failOn)) return 'findings'
  // Who interrupts a file has seen a part of it.
  if (unread.length > 0) return 'inconclusive'
  if (gaps.some(({ reason }) => LOSSES.has(reason))) return 'inconclusive'
  // What was not followed was not judged.
  if (counts.untracked > 0) return 'inconclusive'
  return counts.vrrp === 0 ? 'nothing-observed' : 'pass'
}

/** Gaps in which adverts may have been missed; a stepped clock or a cut file is none. */
const LOSSES: ReadonlySet<string> = new Set(['interface-down', 'drops', 'drops-unplaced', 'tap-lost', 'no-input'])

const STATUSES: Readonly<Record<Verdict, Exit>> = {
  pass: Exit.clean,
  findings: Exit.findings,
  'input-damaged': Exit.input,
  'nothing-observed': Exit.nothing,
  inconclusive: Exit.inconclusive,
}

export const exitOf = (verdict: Verdict): Exit => STATUSES[verdict]
