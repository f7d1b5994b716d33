import { printable } from '../core/printable.ts'
import type { Report, ReportCapture, ReportFinding } from './schema.ts'
import { paint, type Style, wrap } from './style.ts'
import type { Clock } from './times.ts'

const MOST_FRAMES = 8
const MOST_OF_A_RULE = 4

/** The findings, as ordered in the report, each with why, remedy and where to look. What was just said is not said again. */
export function findingLines(report: Report, clock: Clock, style: Style): string[] {
  if (report.findings.length === 0) return []
  const groups = byRule(report.findings)
  const page: Page = { clock, style, captures: shortNames(report.captures) }
  return [paint(style, 'bold', 'Findings'), '', ...groups.flatMap((group) => groupLines(group, page))]
}

/** What every finding is written with. */
interface Page {
  readonly clock: Clock
  readonly style: Style
  /** Names of the captures, where frames have to say whose they are. */
  readonly captures: readonly string[]
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
function groupLines(group: readonly ReportFinding[], page: Page): string[] {
  const { style } = page
  const shown = style.verbose ? group : group.slice(0, MOST_OF_A_RULE)
  const more = group.length - shown.length
  return [
    ...shown.flatMap((finding, i) => [...one(finding, shown[i - 1], page), '']),
    ...(more > 0 ? [`  and ${more} more ${shown[0]!.id} (-v shows all)`, ''] : []),
  ]
}

function one(finding: ReportFinding, before: ReportFinding | undefined, page: Page): string[] {
  const { style } = page
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
    ...block('see    ', where(finding, page), style).map((line) => paint(style, 'dim', line)),
  ]
}

function where(finding: ReportFinding, { clock, captures }: Page): string {
  const { references, count, firstSeen, lastSeen, file, line, node, related } = finding
  const first = firstSeen === null ? '' : clock.write(firstSeen)
  const last = lastSeen === null || lastSeen === firstSeen ? '' : ` to ${clock.write(lastSeen)}`
  return [
    ...references,
    file === null ? '' : `${file}${line === null ? '' : `:${line}`}`,
    node === null ? '' : `node ${node}`,
    first === '' ? '' : `${count === 1 ? '' : `${count} times, `}${first}${last}`,
    framesOf(finding, captures),
    related.length === 0 ? '' : `explains ${related.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** `frames 3, 9, …`; of several captures `frames 3, 9 of switch.pcap, 5 of node-a.pcap`. */
function framesOf({ frames, frameCaptures, count }: ReportFinding, captures: readonly string[]): string {
  if (frames.length === 0) return ''
  const more = frames.length > MOST_FRAMES || count > frames.length ? ', …' : ''
  const byCapture = new Map<string, number[]>()
  for (const [i, frame] of frames.slice(0, MOST_FRAMES).entries()) {
    const capture = captures[frameCaptures[i]!] ?? ''
    byCapture.set(capture, [...(byCapture.get(capture) ?? []), frame])
  }
  const words = [...byCapture].map(([capture, own]) => `${own.join(', ')}${capture && ` of ${capture}`}`)
  return `frame${frames.length === 1 && count === 1 ? '' : 's'} ${words.join(', ')}${more}`
}

/** What tells the captures of the report apart: their file names, or their paths. None where there is nothing to tell. */
function shortNames(captures: readonly ReportCapture[]): readonly string[] {
  if (captures.length < 2 || captures.some(({ format }) => format === 'live')) return []
  const paths = captures.map(({ name }) => printable(name))
  const files = paths.map((path) => path.slice(path.lastIndexOf('/') + 1))
  return new Set(files).size === files.length ? files : paths
}

/** A labelled paragraph, indented by two. */
function block(label: string, text: string, style: Style): string[] {
  const pad = ' '.repeat(label.length)
  return wrap(printable(text), style.columns - 2 - label.length).map((line, i) => `  ${i === 0 ? label : pad}${line}`)
}
