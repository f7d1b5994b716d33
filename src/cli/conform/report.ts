import { type CaseResult, type ConformRun, runVerdict, summarise } from '../../conform/result.ts'
import type { ConformReport, OutcomeChange, ReportCase } from '../../report/conform/schema.ts'
import { VERSION } from '../version.ts'

export interface ReportOptions {
  /** The command line of this run without its selection: a case's `again` appends its own. */
  readonly command: string
  readonly baseline?: { readonly file: string; readonly report: ConformReport } | undefined
}

/** The run as the document that every format is made of. */
export function conformReport(run: ConformRun, options: ReportOptions): ConformReport {
  const cases = run.results.map((result) => reportCase(result, options.command))
  return {
    schema: 'vrrpscope.conformance/1',
    tool: { name: 'vrrpscope', version: VERSION },
    device: {
      name: run.device.name,
      description: run.device.description,
      virtualRouters: [...run.device.virtualRouters],
    },
    cases,
    summary: { ...summarise(run.results) },
    noise: { ...run.noise },
    wallMs: run.wallMs,
    serialMs: run.serialMs,
    complete: run.complete,
    baseline:
      options.baseline === undefined
        ? null
        : { file: options.baseline.file, changes: changesSince(options.baseline.report.cases, cases) },
    verdict: runVerdict(run),
  }
}

export function reportCase(result: CaseResult, command: string): ReportCase {
  const isClean = result.outcome === 'pass' || result.outcome === 'info' || result.outcome === 'skipped'
  return {
    id: result.id,
    title: result.title,
    references: [...result.references],
    level: result.level,
    requirements: [...result.requirements],
    virtualRouter: result.virtualRouter ?? null,
    outcome: result.outcome,
    expected: result.expected ?? null,
    actual: result.actual ?? null,
    why: result.why ?? null,
    durationMs: result.durationMs,
    tries: result.tries,
    evidence: result.evidence ?? null,
    again: isClean ? null : `${command} --only ${result.id}`,
  }
}

/**
 * Outcomes that differ. A case that ran on one virtual router in both runs is one case, whichever that was; what is
 * merely inconclusive now is no change.
 */
export function changesSince(before: readonly ReportCase[], after: readonly ReportCase[]): OutcomeChange[] {
  const old = keyed(before)
  const now = keyed(after)
  const changes: OutcomeChange[] = []
  for (const [key, each] of now) {
    const was = old.get(key)?.outcome ?? null
    if (was !== each.outcome && each.outcome !== 'inconclusive')
      changes.push({ id: each.id, virtualRouter: each.virtualRouter, before: was, after: each.outcome })
  }
  for (const [key, each] of old)
    if (!now.has(key))
      changes.push({ id: each.id, virtualRouter: each.virtualRouter, before: each.outcome, after: null })
  return changes
}

function keyed(cases: readonly ReportCase[]): Map<string, ReportCase> {
  const often = new Set(cases.map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i))
  return new Map(cases.map((each) => [often.has(each.id) ? `${each.id} ${each.virtualRouter}` : each.id, each]))
}
