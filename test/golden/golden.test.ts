import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assertValidReport } from '../report/valid.ts'
import { auditAs, GOLDEN, goldenAudits } from './audits.ts'

// Whole reports of all captures, so that a change of words or numbers is seen where it is made. They are written by
// `npm run golden`; what must be true of them is asserted in the tests of the rooms.

describe('the reports in fixtures/golden (npm run golden)', () => {
  it.each(goldenAudits())('$name', async ({ name, captures }) => {
    const json = await auditAs('json', captures)
    assertValidReport(JSON.parse(json))
    expect(json).toBe(readFileSync(`${GOLDEN}${name}.json`, 'utf8'))
    expect(await auditAs('text', captures)).toBe(readFileSync(`${GOLDEN}${name}.txt`, 'utf8'))
  })

  it('are those and no others', () => {
    const expected = goldenAudits().flatMap(({ name }) => [`${name}.json`, `${name}.txt`])
    expect(readdirSync(GOLDEN).sort()).toEqual(expected.sort())
  })
})
