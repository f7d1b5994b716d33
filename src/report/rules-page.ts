import type { Explanation } from '../checks/words.ts'

/** The page of all rules as Markdown: docs/rules.md. */
export function rulesPage(rules: readonly Explanation[]): string {
  return [
    '# Rules',
    '',
    'Written by `npm run docs` from src/checks/rules. `vrrpscope explain ID` prints one of them. Words in braces are filled in',
    'for each finding.',
    '',
    '| id | severity | fires when |',
    '|---|---|---|',
    ...rules.map(({ id, severity, condition }) => `| [${id}](#${anchorOf(id)}) | ${severity} | ${cell(condition)} |`),
    ...rules.flatMap(section),
    '',
  ].join('\n')
}

function section(rule: Explanation): string[] {
  const own = rule.variants.filter(
    ({ severity, why, remedy }) => severity !== rule.severity || why !== rule.why || remedy !== rule.remedy,
  )
  return [
    '',
    `## ${rule.id}`,
    '',
    `**${rule.severity}.** ${prose(rule.condition)}`,
    '',
    ...rule.variants.map(({ text }) => `> ${prose(text)}`).flatMap((line, i) => (i === 0 ? [line] : ['>', line])),
    '',
    `- **Why:** ${prose(rule.why)}`,
    `- **Remedy:** ${prose(rule.remedy)}`,
    `- **Rests on:** ${rule.references.length > 0 ? rule.references.join(', ') : rule.unreferenced}`,
    ...own.map(({ text, severity, why, remedy }) => {
      const words = [
        severity === rule.severity ? '' : severity,
        why === rule.why ? '' : why,
        remedy === rule.remedy ? '' : remedy,
      ]
      return `- Where it says "${prose(text)}": ${prose(words.filter((part) => part !== '').join('; '))}`
    }),
  ]
}

/** As GitHub makes anchors of headings: lower case, slashes gone. */
const anchorOf = (id: string): string => id.replaceAll('/', '')

const cell = (text: string): string => prose(text).replaceAll('|', '\\|')

/** Braces and angle brackets stay text; code in back ticks is left alone. */
const prose = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('*', '\\*')))
    .join('`')
