import type { Explanation } from '../checks/words.ts'
import type { CheckReport } from './check-schema.ts'
import { jsonDocument } from './json.ts'
import type { ReportFinding } from './schema.ts'

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const

/** The check as SARIF 2.1.0, for code review tools. Paths stay as they were given. */
export function sarifReport(report: CheckReport, rules: readonly Explanation[]): string {
  const used = rules.filter((rule) => report.findings.some(({ id }) => id === rule.id))
  return jsonDocument({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: report.tool.name, version: report.tool.version, rules: used.map(ruleEntry) } },
        artifacts: report.files.map((file) => ({ location: { uri: uriOf(file) } })),
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultEntry(finding, used)),
      },
    ],
  })
}

const ruleEntry = (rule: Explanation): object => ({
  id: rule.id,
  shortDescription: { text: rule.condition },
  fullDescription: { text: rule.why },
  help: { text: [rule.remedy, ...rule.references].join('\n') },
  defaultConfiguration: { level: LEVELS[rule.severity] },
})

function resultEntry(finding: ReportFinding, rules: readonly Explanation[]): object {
  const { id, severity, message, remedy, file, line, column, values } = finding
  const { otherFile, otherLine, other } = values
  const related =
    typeof otherFile === 'string' && typeof otherLine === 'number'
      ? [{ id: 0, message: { text: String(other ?? 'the other node') }, ...location(otherFile, otherLine) }]
      : []
  return {
    ruleId: id,
    ruleIndex: rules.findIndex((rule) => rule.id === id),
    level: LEVELS[severity],
    message: { text: `${message} ${remedy}` },
    locations: file === null ? [] : [location(file, line ?? 1, column ?? undefined)],
    relatedLocations: related,
  }
}

const location = (file: string, startLine: number, startColumn?: number): object => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine, ...(startColumn === undefined ? {} : { startColumn }) },
  },
})

const uriOf = (path: string): string => encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F')
