import type { ConformReport, ReportCase } from './schema.ts'

/** TAP version 14. `skipped` is a SKIP; what could not be told is not ok. */
export function conformTap(report: ConformReport): string {
  const { cases, complete } = report
  const lines = cases.flatMap((each, i) => [
    `${isOk(each) ? 'ok' : 'not ok'} ${i + 1} - ${nameOf(each)}`,
    ...detail(each),
  ])
  const rest = complete ? [] : ['Bail out! interrupted']
  return ['TAP version 14', `1..${cases.length}`, ...lines, ...rest, ''].join('\n')
}

const isOk = ({ outcome }: ReportCase): boolean => outcome !== 'fail' && outcome !== 'inconclusive'

function nameOf({ id, virtualRouter, outcome, why }: ReportCase): string {
  const where = virtualRouter === null ? '' : ` ${virtualRouter}`
  return `${plain(id + where)}${outcome === 'skipped' ? ` # SKIP ${plain(why ?? '')}` : ''}`
}

/** A YAML block under the line, for all but what passed or was skipped. */
function detail(each: ReportCase): string[] {
  if (each.outcome === 'pass' || each.outcome === 'skipped') return []
  const { outcome, level, references, expected, actual, why, evidence, again, durationMs } = each
  const pairs = Object.entries({
    outcome,
    level,
    references: references.join(', '),
    expected,
    actual,
    why,
    evidence,
    again,
    duration_ms: Math.round(durationMs),
  })
  // JSON strings are YAML strings.
  const shown = pairs.flatMap(([key, value]) => (value === null ? [] : [`  ${key}: ${JSON.stringify(value)}`]))
  return ['  ---', ...shown, '  ...']
}

/** `#` starts a directive, a line break a new test. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\#]/g, (character) => `\\${character}`)
