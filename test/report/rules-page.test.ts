import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rules } from '../../src/checks/rules/index.ts'
import { explain } from '../../src/checks/words.ts'
import { rulesPage } from '../../src/report/rules-page.ts'

test('docs/rules.md is what the rules say now (npm run docs)', () => {
  const written = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
  expect(written).toBe(rulesPage(rules.map(explain)))
})

test('a rule without an RFC says why, a pipe stays inside its cell, a variant says what is different', () => {
  const page = rulesPage([
    {
      id: 'net/example',
      severity: 'warning',
      condition: 'A | or B.',
      why: 'Because.',
      remedy: 'Write `a|b <c>` and <d>.',
      references: [],
      unreferenced: 'Nobody wrote one.',
      variants: [
        { message: 'plain', text: 'It is.', severity: 'warning', why: 'Because.', remedy: 'Write `a|b <c>` and <d>.' },
        { message: 'mild', text: 'It may be.', severity: 'info', why: 'Because.', remedy: 'Wait.' },
      ],
    },
  ])
  expect(page).toContain('| [net/example](#netexample) | warning | A \\| or B. |')
  expect(page).toContain('- **Remedy:** Write `a|b <c>` and &lt;d>.')
  expect(page).toContain('- **Rests on:** Nobody wrote one.')
  expect(page).toContain('- Where it says "It may be.": info; Wait.')
})
