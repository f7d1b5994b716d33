import { expect, test } from 'vitest'
import { excerpt } from '../../src/report/excerpt.ts'

test.each([
  ['tabs count one', '\t\tpriority\t300', 12, 9],
  ['wide characters count two', '日本 x', 4, 5],
  ['combining ones none', 'a\u0308b x', 5, 3],
  ['emoji two', '🙂 x', 4, 3],
  ['what is escaped counts as it is shown', '\u0007 x', 3, 5],
  ['a mask counts as it is shown', 'auth_pass 12 x', 14, 19],
])('the caret stands under its column: %s', (_, line, column, caret) => {
  expect(excerpt(`first\n${line}\n`, 2, column, [], false)?.caret).toBe(caret)
})
