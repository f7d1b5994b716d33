import { printable } from '../core/printable.ts'
import type { Report, ReportFinding } from './schema.ts'
import { paint, type Style, wrap } from './style.ts'
import type { Clock } from './times.ts'

const MOST_FRAMES = 8
const MOST_OF_A_RULE = 4

/** The findings, as ordered in the report, each with why, remedy and where to look. What was just said is not said again. */
export function findingLines(report: Report, clock: Clock, style: Style): string[] {
  if (report.findings.length === 0) return []
  const groups = byRule(report.findings)
  return [paint(style, 'bold', 'Findings'), '', ...groups.flatMap((group) => groupLines(group, clock, style))]
}

/** Findings of one rule and severity together, at the place of the first. */
function byRule(findings: readonly ReportFinding[]): ReportFinding[][] {
  const groups = new Map<string, ReportFinding[]>()
  for (const finding of findings) {
    const group = `${finding.severity} ${finding.id}`
    const others = groups.get(group)
    if (others === undefined) groups.set(group, [finding])
    else others.push(finding)
  }
  return [...groups.values()]
}

/** Findings of one rule. Few are shown whole; of many the rest is counted. */
function groupLines(group: readonly ReportFinding[], clock: Clock, style: Style): string[] {
  const shown = style.verbose ? group : group.slice(0, MOST_OF_A_RULE)
  const more = group.length - shown.length
  return [
    ...shown.flatMap((finding, i) => [...one(finding, shown[i - 1], clock, style), '']),
    ...(more > 0 ? [`  and ${more} more ${shown[0]!.id} (-v shows all)`, ''] : []),
  ]
}

function one(finding: ReportFinding, before: ReportFinding | undefined, clock: Clock, style: Style): string[] {
  const { severity, id, confidence, virtualRouter, message, why, remedy } = finding
  const title = [
    id,
    ...(virtualRouter === null ? [] : [printable(virtualRouter)]),
    ...(confidence === 'certain' ? [] : [confidence]),
  ]
  return [
    `${paint(style, severity, severity.toUpperCase())}  ${paint(style, 'bold', title.join(' · '))}`,
    ...block('', message, style),
    ...(why === before?.why ? [] : block('why    ', why, style)),
    ...(remedy === before?.remedy ? [] : block('remedy ', remedy, style)),
    ...block('see    ', where(finding, clock), style).map((line) => paint(style, 'dim', line)),
  ]
}

function where(finding: ReportFinding, clock: Clock): string {
  const { references, count, firstSeen, lastSeen, frames, file, line, node, related } = finding
  const shown =
    frames.slice(0, MOST_FRAMES).join(', ') + (frames.length > MOST_FRAMES || count > frames.length ? ', …' : '')
  const first = firstSeen === null ? '' : clock.write(firstSeen)
  const last = lastSeen === null || lastSeen === firstSeen ? '' : ` to ${clock.write(lastSeen)}`
  return [
    ...references,
    file === null ? '' : `${file}${line === null ? '' : `:${line}`}`,
    node === null ? '' : `node ${node}`,
    first === '' ? '' : `${count === 1 ? '' : `${count} times, `}${first}${last}`,
    frames.length === 0 ? '' : `frame${frames.length === 1 && count === 1 ? '' : 's'} ${shown}`,
    related.length === 0 ? '' : `explains ${related.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** A labelled paragraph, indented by two. */
function block(label: string, text: string, style: Style): string[] {
  const pad = ' '.repeat(label.length)
  return wrap(printable(text), style.columns - 2 - label.length).map((line, i) => `  ${i === 0 ? label : pad}${line}`)
}
