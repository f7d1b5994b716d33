import { durationOfMs } from '../times.ts'
import type { ConformReport, ReportCase } from './schema.ts'
import { sectionsOf } from './sections.ts'

/** The run as Markdown: sums, what did not pass in full, then every case by clause. */
export function conformMarkdown(report: ConformReport): string {
  const { device, summary, wallMs, serialMs, noise, complete, verdict, cases } = report
  const counts = Object.entries(summary).filter(([, count]) => count > 0)
  const amiss = cases.filter(({ outcome }) => ['fail', 'non-strict', 'inconclusive'].includes(outcome))
  return [
    `# ${prose(device.name)}`,
    '',
    `${prose(device.description)}.`,
    '',
    `**${verdict}**${complete ? '' : ' (interrupted)'}: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}.`,
    `It took ${durationOfMs(wallMs)}; one after another the cases would have taken ${durationOfMs(serialMs)}. ` +
      `Every tolerance had ${durationOfMs(noise.allowanceMs)} for noise.`,
    ...(amiss.length > 0 ? ['', '## What did not pass'] : []),
    ...amiss.flatMap(section),
    '',
    '## All cases',
    '',
    '| clause | case | outcome |',
    '|---|---|---|',
    ...sectionsOf(cases).flatMap(({ clause, cases: own }) => own.map((each) => row(clause, each))),
    '',
  ].join('\n')
}

function section(each: ReportCase): string[] {
  const pairs: readonly (readonly [string, string | null])[] = [
    ['expected', each.expected],
    ['actual', each.actual],
    ['why', each.why],
    ['clauses', `${each.level}: ${each.references.join(', ')}`],
    ['packets', each.evidence],
    ['again', each.again],
  ]
  return [
    '',
    `### ${prose(each.id)}: ${each.outcome}`,
    '',
    prose(each.title),
    '',
    ...pairs.flatMap(([label, text]) => (text === null ? [] : [`- ${label}: ${prose(text)}`])),
  ]
}

function row(clause: string, { id, virtualRouter, outcome, why }: ReportCase): string {
  const where = virtualRouter === null ? '' : ` (${virtualRouter})`
  const remark = why === null || outcome === 'pass' ? '' : `: ${prose(why)}`
  return `| ${clause} | ${prose(id)}${where} | ${outcome}${remark} |`
}

/** Nothing of the text is markup. */
export const prose = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_<>|[\]]/g, (character) => `\\${character}`)
