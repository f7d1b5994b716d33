import type { NodeConfig } from '../config/model.ts'
import { printable } from '../core/printable.ts'
import type { CheckAcceptance, CheckPrediction, CheckReport } from './check-schema.ts'
import { excerpt } from './excerpt.ts'
import type { ReportFinding } from './schema.ts'
import { asciiOnly, paint, plural, type Style, table, wrap } from './style.ts'
import { durationOfMs } from './times.ts'

/** The check for a reader: each finding at its line, then what will happen, then who accepts whom. */
export function checkText(
  report: CheckReport,
  nodes: readonly NodeConfig[],
  style: Style,
  showSecrets: boolean,
): string {
  const lines = [
    ...report.findings.flatMap((finding) => [...findingLines(finding, nodes, style, showSecrets), '']),
    ...predictionLines(report.predictions, style),
    ...acceptanceLines(report.acceptance, style),
    verdictLine(report, style),
  ]
  const text = `${lines.join('\n')}\n`
  return style.unicode ? text : asciiOnly(text)
}

function findingLines(
  finding: ReportFinding,
  nodes: readonly NodeConfig[],
  style: Style,
  showSecrets: boolean,
): string[] {
  const { severity, id, virtualRouter, file, line, column, message, why, remedy, values } = finding
  const at = file === null ? '' : `${printable(file)}:${line}:${column}: `
  const title = [id, ...(virtualRouter === null ? [] : [virtualRouter])].join(' · ')
  return [
    `${paint(style, 'bold', at)}${paint(style, severity, severity)} ${paint(style, 'bold', title)}`,
    ...indented(message, '', style),
    ...excerptLines(finding, nodes, style, showSecrets),
    ...indented(why, 'why    ', style),
    ...(typeof values.instead === 'string' ? indented(values.instead, 'write  ', style) : []),
    ...indented(remedy, 'remedy ', style),
  ]
}

function excerptLines(
  { file, line, column }: ReportFinding,
  nodes: readonly NodeConfig[],
  style: Style,
  showSecrets: boolean,
): string[] {
  const sources = nodes.flatMap((node) => node.sources)
  // Documents of one how-to share its name, and each has blank lines in place of the others.
  const candidates = sources.filter(({ name }) => name === file)
  const secrets = nodes.flatMap((node) => node.secrets)
  const shown = candidates
    .map(({ text }) => excerpt(text, line ?? 0, column ?? 1, secrets, showSecrets))
    .find((one) => one !== undefined && one.text !== '')
  if (shown === undefined) return []
  const number = String(line).padStart(5)
  return [
    `${number} ${bar(style)} ${shown.text}`,
    `      ${bar(style)} ${' '.repeat(shown.caret)}${paint(style, 'good', '^')}`,
  ]
}

const bar = (style: Style): string => paint(style, 'dim', '|')

function indented(text: string, label: string, style: Style): string[] {
  const pad = ' '.repeat(label.length)
  return wrap(printable(text), style.columns - 2 - label.length).map((line, i) => `  ${i === 0 ? label : pad}${line}`)
}

function predictionLines(predictions: readonly CheckPrediction[], style: Style): string[] {
  if (predictions.length === 0) return []
  const several = new Set(predictions.map(({ profile }) => profile)).size > 1
  const head = ['VIRTUAL ROUTER', 'EVENT', 'ACTIVE', 'AFTER', 'BOTH ACTIVE', ...(several ? ['IF ALL ARE'] : [])]
  const rows = predictions.map((one) => [
    one.virtualRouter,
    printable(one.event),
    printable([one.active ?? 'nobody', ...one.alsoActive].join(' and ')),
    one.active === null ? '-' : span(one.afterMs),
    one.alsoActive.length > 0 ? 'for good' : one.overlapMs === 0 ? '-' : durationOfMs(one.overlapMs),
    ...(several ? [one.profile] : []),
  ])
  return [paint(style, 'bold', 'What will happen'), ...table([head, ...rows], '  '), '']
}

const span = ({ min, max }: { min: number; max: number }): string =>
  max - min < 0.5 ? durationOfMs(max) : `${durationOfMs(min)} to ${durationOfMs(max)}`

function acceptanceLines(acceptance: readonly CheckAcceptance[], style: Style): string[] {
  if (acceptance.length === 0) return []
  const head = ['VIRTUAL ROUTER', 'ADVERTS OF', 'AT', 'TAKEN AS', 'RESULT']
  const rows = acceptance.map((one) => [
    one.virtualRouter,
    printable(one.from),
    printable(one.by),
    `${one.profile}${one.profileSource === 'assumed' ? ' (assumed)' : ''}`,
    one.accepts ? 'accepted' : `refused: ${one.firstFailedCheck}`,
  ])
  return [paint(style, 'bold', 'Who accepts whom'), ...table([head, ...rows], '  '), '']
}

function verdictLine({ findings, nodes }: CheckReport, style: Style): string {
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')]
  const tone = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'good'
  const routers = new Set(nodes.flatMap((node) => node.virtualRouters.map(({ id }) => id))).size
  const tally = `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(infos, 'remark')}`
  return paint(style, tone, `${plural(nodes.length, 'node')}, ${plural(routers, 'virtual router')}: ${tally}`)
}
