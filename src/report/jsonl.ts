import { jsonLine } from './json.ts'
import type { Report } from './schema.ts'
import { compareTimes } from './times.ts'

/**
 * The report as one object a line, each with its `type`: what `sniff` writes as it happens, in the same words. Captures
 * first, then transitions, takeovers, gaps and findings in the order of time, and the summary.
 */
export function jsonlReport(report: Report): string {
  return [...capturesOf(report), ...events(report), summaryOf(report)].map(jsonLine).join('')
}

/** What a live run ends with, when it has told its events: its captures and the summary. */
export const jsonlEnd = (report: Report): string => [...capturesOf(report), summaryOf(report)].map(jsonLine).join('')

const capturesOf = (report: Report): object[] => report.captures.map((capture) => ({ type: 'capture', ...capture }))

/** The last line: counts and verdict, and each virtual router as the report has it. */
function summaryOf(report: Report): object {
  const { schema, tool, counts, virtualRouters, verdict } = report
  return { type: 'summary', schema, tool, counts, virtualRouters, verdict }
}

interface Event {
  readonly type: string
  readonly at: string | null
}

function events(report: Report): Event[] {
  const all: Event[] = [
    ...report.virtualRouters.flatMap(({ id: virtualRouter, activePeriods, takeovers }) => [
      ...activePeriods.flatMap(({ router, from, to, endedBy, muted }) => [
        { type: 'transition', at: from, virtualRouter, router, state: 'Active' },
        ...(to === null || endedBy === 'capture-end'
          ? []
          : [{ type: 'transition', at: to, virtualRouter, router, state: 'Backup', because: endedBy, muted }]),
      ]),
      ...takeovers.map((takeover) => ({ type: 'takeover', virtualRouter, ...takeover })),
    ]),
    ...report.captures.flatMap(({ name, gaps }) =>
      gaps.map((gap) => ({ type: 'gap', at: gap.from, capture: name, ...gap })),
    ),
    ...report.findings.map((finding) => ({ type: 'finding', at: finding.firstSeen, ...finding })),
  ]
  // What has no time comes last.
  return all.sort((a, b) => compareTimes(a.at ?? LAST, b.at ?? LAST))
}

const LAST = '9999Z'
