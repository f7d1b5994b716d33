import type { ConformCase } from '../../conform/case.ts'
import type { Coverage } from '../../conform/coverage.ts'
import type { ForeignTest } from '../../conform/foreign-tests.ts'
import { asciiOnly, paint, type Style, table, wrap } from '../style.ts'

/** A case as other programs see it: all of it but its code. */
export interface CaseWords {
  readonly id: string
  readonly title: string
  readonly level: string
  readonly references: readonly string[]
  readonly requirements: readonly string[]
  readonly needs: readonly string[]
  readonly startIn: string
  readonly stimulus: string
  readonly expectation: string
  readonly caughtMutants: readonly string[]
  readonly hazardous: boolean
}

export const caseWords = (each: ConformCase): CaseWords => ({
  id: each.id,
  title: each.title,
  level: each.level,
  references: each.references,
  requirements: each.requirements,
  needs: each.needs.map(({ words }) => words),
  startIn: each.startIn,
  stimulus: each.stimulus,
  expectation: each.expectation,
  caughtMutants: each.caughtMutants,
  hazardous: each.hazardous === true,
})

/** Every case on a line. */
export const listText = (cases: readonly ConformCase[], style: Style): string =>
  ended(
    table(
      cases.map(({ id, level, title, hazardous }) => [id, level + (hazardous ? '!' : ''), title]),
      '',
    ),
    style,
  )

/** Requirement by requirement: its cases, or the reason why it has none; then what other suites test. */
export function coverageText(rows: readonly Coverage[], foreign: readonly ForeignTest[], style: Style): string {
  const covered = rows.filter(({ cases }) => cases.length > 0).length
  const casesOf = (requirements: readonly string[]): string[] => [
    ...new Set(rows.filter((row) => requirements.includes(row.requirement.id)).flatMap(({ cases }) => cases)),
  ]
  const lines = [
    ...rows.flatMap(({ requirement, cases, reason }) => [
      `${paint(style, 'bold', requirement.id)}  ${requirement.level}  ${requirement.references[0] ?? ''}`,
      ...indented(requirement.text, style),
      ...indented(cases.length > 0 ? cases.join(', ') : `no case: ${reason}`, style, '-> '),
    ]),
    '',
    paint(style, 'bold', 'Tests of other suites'),
    ...foreign.flatMap(({ suite, test, requirements }) => [
      `${suite}: ${test}`,
      ...indented(casesOf(requirements).join(', '), style, '-> '),
    ]),
    '',
    `${covered} of ${rows.length} requirements have a case; the others say why not`,
  ]
  return ended(lines, style)
}

const ended = (lines: readonly string[], style: Style): string => {
  const text = `${lines.join('\n')}\n`
  return style.unicode ? text : asciiOnly(text)
}

const indented = (text: string, style: Style, lead = ''): string[] =>
  wrap(text, style.columns - 4 - lead.length).map((line, i) => `    ${i === 0 ? lead : ' '.repeat(lead.length)}${line}`)
