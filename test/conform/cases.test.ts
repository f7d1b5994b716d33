import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CASES } from '../../src/conform/cases/index.ts'
import { MUTANTS } from '../../src/conform/mutants/index.ts'

describe('the list of cases', () => {
  const ids = CASES.map(({ id }) => id)

  it('is sorted and names each case once', () => {
    expect(ids).toEqual([...new Set(ids)].sort())
  })

  it('has every case file, under its id', () => {
    const root = join(import.meta.dirname, '../../src/conform/cases')
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.includes('/') && file.endsWith('.ts'))
      .map((file) => file.replace(/\.ts$/, ''))
    expect(files.sort()).toEqual(ids)
  })

  it('has well over 120', () => {
    expect(ids.length).toBeGreaterThan(120)
  })

  it.each(CASES.map((candidate) => [candidate.id, candidate] as const))(
    '%s says what it does and expects',
    (_, each) => {
      expect(each.title).toMatch(/^\S.{10,}[^.]$/)
      expect(each.stimulus).toMatch(/^[A-Z0-9].{10,}\.$/)
      expect(each.expectation).toMatch(/^[A-Z0-9].{5,}\.$/)
      expect(each.references.length).toBeGreaterThan(0)
      expect(each.requirements.length).toBeGreaterThan(0)
    },
  )
})

describe('the list of mutants', () => {
  it('names each once, with a sentence', () => {
    const names = MUTANTS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { sentence } of MUTANTS) expect(sentence).toMatch(/^\S.*[^.]$/)
  })
})
