import { printable } from '../core/printable.ts'
import type { Report, ReportCapture, Verdict } from './schema.ts'
import { asciiOnly, paint, plural, type Style, type Tone, wrap } from './style.ts'
import { findingLines } from './text-findings.ts'
import { detailLines, overviewLines } from './text-routers.ts'
import { type Looked, type Span, spanOf } from './timeline.ts'
import { Clock, duration } from './times.ts'

/**
 * The report for a reader: what was seen, who was Active when, takeovers, findings worst first, verdict. `looked`: what it
 * is about where that is a part of the captures.
 */
export function textReport(report: Report, style: Style, looked?: Looked): string {
  const span = spanOf(report, looked)
  const clock = clockOf(report, style)
  const lines = [
    ...report.captures.flatMap((capture) => captureLines(capture, style)),
    ...(span === undefined ? [] : [spanLine(report, span)]),
    ...limitLines(report, style),
    '',
    ...overviewLines(report, style),
    ...detailLines(report, span, clock, style),
    ...findingLines(report, clock, style),
    verdictLine(report, style),
  ]
  const text = `${lines.join('\n')}\n`
  return style.unicode ? text : asciiOnly(text)
}

const NO_TIME = '1970-01-01T00:00:00.000000Z'

/** Times count from the first frame of all captures. */
function clockOf(report: Report, style: Style): Clock {
  const { from, to } = spanOf(report) ?? { from: NO_TIME, to: NO_TIME }
  return new Clock(style, from, to)
}

const LINK_TYPES: Readonly<Record<number, string>> = {
  0: 'BSD loopback',
  1: 'Ethernet',
  12: 'raw IP',
  14: 'raw IP',
  101: 'raw IP',
  108: 'BSD loopback',
  113: 'Linux cooked',
  228: 'raw IPv4',
  229: 'raw IPv6',
  276: 'Linux cooked v2',
}

function captureLines(capture: ReportCapture, style: Style): string[] {
  const name = paint(style, 'bold', printable(capture.name))
  const unread = !capture.complete && capture.interfaces.length === 0
  const facts = [
    `${capture.format}, ${capture.linkTypes.map((type) => LINK_TYPES[type] ?? `link type ${type}`).join(', ') || 'no interface'}`,
    plural(capture.packets, 'packet'),
    capture.clock === 'arrival' ? 'stamped by the reader, not the kernel' : '',
    capture.dropped ? `${capture.dropped} dropped` : '',
  ]
  const lines = [unread ? name : `${name}  ${facts.filter(Boolean).join('; ')}`]
  if (capture.problem !== null) {
    const { code, message, offset } = capture.problem
    const words = `${kindOf(capture)}: ${printable(message)} (${code} at byte ${offset})`
    lines.push(...wrap(words, style.columns - 2).map((line) => `  ${paint(style, 'warning', line)}`))
  }
  return lines
}

function kindOf({ complete, interfaces, problem }: ReportCapture): string {
  if (complete) return 'note'
  if (problem?.code === 'capture/interrupted') return 'cut short'
  return interfaces.length === 0 || problem?.code === 'capture/link-type-unsupported' ? 'not read' : 'damaged'
}

function spanLine(report: Report, { from, lengthNs }: Span): string {
  const { vrrp, carp, arp, nd, malformed } = report.counts
  const seen = [
    plural(vrrp, 'VRRP advert'),
    carp && `${carp} CARP`,
    arp && `${arp} ARP`,
    nd && `${nd} ND`,
    malformed && `${malformed} malformed`,
  ]
  return `${from.replace('T', ' ').slice(0, -4)} UTC, ${duration(lengthNs)}; ${seen.filter(Boolean).join(', ')}`
}

/** What the capture did not keep, and what we did not: neither is in what follows. */
function limitLines({ counts: { cut, untracked } }: Report, style: Style): string[] {
  const words = [
    cut > 0 &&
      `cut: the capture ends inside ${plural(cut, 'frame')} of interest. Addresses, checksums, authentication and ` +
        'announcements behind that cannot be known; capture with `-s 0`.',
    untracked > 0 &&
      `not followed: ${plural(untracked, 'advert')} of more speakers than are kept in memory (32 in one virtual router, ` +
        '2048 in all). They are in no table.',
  ]
  return words.flatMap((text) =>
    text ? wrap(text, style.columns - 2).map((line) => `  ${paint(style, 'warning', line)}`) : [],
  )
}

const VERDICTS: Readonly<Record<Verdict, readonly [Tone, string]>> = {
  pass: ['good', 'pass'],
  findings: ['error', 'findings'],
  'input-damaged': ['error', 'input damaged or not read: what was readable is reported'],
  'nothing-observed': ['warning', 'nothing observed: no VRRP in the input'],
  inconclusive: ['warning', 'inconclusive: the capture has gaps, or was not read to its end'],
}

const NOTHING_LEFT = 'nothing observed: no VRRP in the part of the input that was asked for'

/** Less was looked at than was read. */
const isNarrowed = ({ captures, counts }: Report): boolean =>
  counts.packets < captures.reduce((sum, { packets }) => sum + packets, 0)

function verdictLine(report: Report, style: Style): string {
  const [tone, ofVerdict] = VERDICTS[report.verdict]
  const words = report.verdict === 'nothing-observed' && isNarrowed(report) ? NOTHING_LEFT : ofVerdict
  const tally = (['error', 'warning', 'info'] as const)
    .map((severity) => [severity, report.findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => (severity === 'info' ? `${count} info` : plural(count, severity)))
  return `Verdict: ${paint(style, tone, words)}${tally.length === 0 ? '' : ` (${tally.join(', ')})`}`
}
