import { printable } from '../../core/printable.ts'
import { asciiOnly, paint, type Style, type Tone, wrap } from '../style.ts'
import { durationOfMs } from '../times.ts'
import type { ConformReport, OutcomeChange, ReportCase } from './schema.ts'
import { sectionsOf } from './sections.ts'

type Outcome = ReportCase['outcome']

const TONES: Readonly<Record<Outcome, Tone>> = {
  pass: 'good',
  fail: 'error',
  'non-strict': 'warning',
  info: 'info',
  skipped: 'dim',
  inconclusive: 'warning',
}
const WIDTH = Math.max(...Object.keys(TONES).map((outcome) => outcome.length))

/** The run for a reader: a tree by RFC section, what did not pass once more at the end, and the sums. */
export function conformText(report: ConformReport, style: Style): string {
  const shown = report.cases.filter(({ outcome }) => outcome !== 'skipped' || style.verbose)
  const amiss = shown.filter(({ outcome }) => isAmiss(outcome))
  const lines = [
    `${paint(style, 'bold', printable(report.device.name))}: ${printable(report.device.description)}`,
    '',
    ...sectionsOf(shown).flatMap(({ clause, cases }) => [
      paint(style, 'bold', clause),
      ...cases.map((each) => caseLine(each, style)),
      '',
    ]),
    ...(amiss.length > 0 ? [paint(style, 'bold', 'What did not pass')] : []),
    ...amiss.flatMap((each) => [...amissLines(each, style), '']),
    ...(style.verbose ? [] : skippedLines(report.cases)),
    ...changeLines(report.baseline, style),
    ...sumLines(report, style),
  ]
  const text = `${lines.join('\n')}\n`
  return style.unicode ? text : asciiOnly(text)
}

const isAmiss = (outcome: Outcome): boolean =>
  outcome === 'fail' || outcome === 'non-strict' || outcome === 'inconclusive'

/** One line for a case, also while a run goes on. */
export function caseLine(each: ReportCase, style: Style): string {
  const word = paint(style, TONES[each.outcome], each.outcome.padEnd(WIDTH))
  const where = each.virtualRouter === null ? '' : ` (${each.virtualRouter})`
  const remark = each.outcome === 'info' || each.outcome === 'skipped' ? `: ${printable(each.why ?? '')}` : ''
  return `  ${word}  ${each.id}${paint(style, 'dim', where)}  ${each.title}${remark}`
}

function amissLines(each: ReportCase, style: Style): string[] {
  const { expected, actual, why, evidence, again } = each
  return [
    caseLine(each, style),
    ...labelled('expected', expected, style),
    ...labelled('actual', actual, style),
    ...labelled('why', why, style),
    ...labelled('clauses', `${each.level}: ${each.references.join(', ')}`, style),
    ...labelled('packets', evidence, style),
    ...labelled('again', again, style),
  ]
}

function labelled(label: string, text: string | null, style: Style): string[] {
  if (text === null || text === '') return []
  return wrap(printable(text), style.columns - 16).map(
    (line, i) => `      ${paint(style, 'dim', (i === 0 ? label : '').padEnd(8))}  ${line}`,
  )
}

function skippedLines(cases: readonly ReportCase[]): string[] {
  const counts = new Map<string, number>()
  for (const { outcome, why } of cases)
    if (outcome === 'skipped') counts.set(why ?? '', (counts.get(why ?? '') ?? 0) + 1)
  if (counts.size === 0) return []
  return ['Skipped', ...[...counts].map(([why, count]) => `  ${String(count).padStart(4)}  ${printable(why)}`), '']
}

function changeLines(baseline: ConformReport['baseline'], style: Style): string[] {
  if (baseline === null) return []
  const { file, changes } = baseline
  if (changes.length === 0) return [`As in ${printable(file)}.`, '']
  return [paint(style, 'bold', `Otherwise than in ${printable(file)}`), ...changes.map(changeLine), '']
}

const changeLine = ({ id, virtualRouter, before, after }: OutcomeChange): string =>
  `  ${id}${virtualRouter === null ? '' : ` (${virtualRouter})`}: ${before ?? 'absent'} → ${after ?? 'absent'}`

function sumLines({ summary, noise, wallMs, serialMs, complete, verdict }: ConformReport, style: Style): string[] {
  const counts = Object.entries(summary).filter(([, count]) => count > 0)
  const tone = verdict === 'pass' ? 'good' : verdict === 'fail' ? 'error' : 'warning'
  return [
    `${durationOfMs(wallMs)}; one after another the cases would have taken ${durationOfMs(serialMs)}`,
    `tester late by ${durationOfMs(noise.alarmMs)} at worst; every tolerance has ${durationOfMs(noise.allowanceMs)} for noise`,
    ...(complete ? [] : ['interrupted: what follows is not all']),
    `${paint(style, tone, verdict)}: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'no case'}`,
  ]
}
