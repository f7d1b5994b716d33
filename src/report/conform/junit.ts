import type { ConformReport, ReportCase } from './schema.ts'
import { sectionsOf } from './sections.ts'

/** JUnit's XML, one suite for each clause. What could not be told is an error: no CI may take it for a pass. */
export function conformJunit(report: ConformReport): string {
  const { summary, wallMs, device } = report
  const counts = `tests="${report.cases.length}" failures="${summary.fail}" errors="${summary.inconclusive}" skipped="${summary.skipped}"`
  const suites = sectionsOf(report.cases).flatMap(({ clause, cases }) => {
    const count = (outcome: string): number => cases.filter((each) => each.outcome === outcome).length
    const own = `tests="${cases.length}" failures="${count('fail')}" errors="${count('inconclusive')}" skipped="${count('skipped')}"`
    return [`  <testsuite name="${escaped(clause)}" ${own}>`, ...cases.flatMap(caseLines), '  </testsuite>']
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="vrrpscope conform ${escaped(device.name)}" ${counts} time="${seconds(wallMs)}">`,
    ...suites,
    // An interrupted run has no case to its name, and must not look like a short green one.
    ...(report.complete ? [] : ['  <testsuite name="run" tests="1" errors="1">', ...INTERRUPTED, '  </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n')
}

const INTERRUPTED = [
  '    <testcase classname="run" name="complete">',
  '      <error message="interrupted before the last case"/>',
  '    </testcase>',
]

function caseLines(each: ReportCase): string[] {
  const where = each.virtualRouter === null ? '' : ` (${each.virtualRouter})`
  const area = each.id.split('/', 1)[0]!
  const head = `    <testcase classname="${escaped(area)}" name="${escaped(each.id + where)}" time="${seconds(each.durationMs)}">`
  return [head, ...bodyOf(each), '    </testcase>']
}

function bodyOf(each: ReportCase): string[] {
  const { outcome, expected, actual, why, evidence, again } = each
  const more = [evidence === null ? '' : `packets: ${evidence}`, again ?? ''].filter((line) => line !== '').join('\n')
  switch (outcome) {
    case 'pass':
      return []
    case 'fail':
      return [
        `      <failure type="${each.level}" message="${escaped(`expected ${expected}, got ${actual}`)}">${escaped(more)}</failure>`,
      ]
    case 'inconclusive':
      return [`      <error type="inconclusive" message="${escaped(why ?? '')}">${escaped(more)}</error>`]
    case 'skipped':
      return [`      <skipped message="${escaped(why ?? '')}"/>`]
    case 'non-strict':
      return [`      <system-out>${escaped(`non-strict: expected ${expected}, got ${actual}\n${more}`)}</system-out>`]
    case 'info':
      return [`      <system-out>${escaped(`info: ${why ?? ''}`)}</system-out>`]
  }
}

const seconds = (durationMs: number): string => (durationMs / 1000).toFixed(3)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 has no way at all to write most control characters. */
const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character]!).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, '?')
