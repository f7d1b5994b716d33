import { describe, expect, it } from 'vitest'
import { CASES } from '../../src/conform/cases/index.ts'
import { coverageOf, UNCOVERED } from '../../src/conform/coverage.ts'
import { FOREIGN_TESTS } from '../../src/conform/foreign-tests.ts'
import { REQUIREMENTS } from '../../src/conform/requirements/index.ts'

const rows = coverageOf(CASES)

describe('the coverage', () => {
  it('has every requirement, with cases or a reason, never both', () => {
    expect(rows.map(({ requirement }) => requirement.id)).toEqual(REQUIREMENTS.map(({ id }) => id))
    for (const { requirement, cases, reason } of rows)
      expect([requirement.id, cases.length > 0]).toEqual([requirement.id, reason === undefined])
  })

  it('gives no reason for what is covered or does not exist', () => {
    const without = rows.filter(({ cases }) => cases.length === 0).map(({ requirement }) => requirement.id)
    expect(Object.keys(UNCOVERED).sort()).toEqual(without.sort())
  })

  it('has cases for every test of other suites', () => {
    expect(FOREIGN_TESTS.filter(({ suite }) => suite === 'UNH-IOL operations 2.5')).toHaveLength(22)
    for (const { test, requirements } of FOREIGN_TESTS) {
      const own = rows.filter(({ requirement }) => requirements.includes(requirement.id))
      expect(own, test).toHaveLength(requirements.length)
      expect(
        own.some(({ cases }) => cases.length > 0),
        test,
      ).toBe(true)
    }
  })
})
