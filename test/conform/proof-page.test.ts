import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CASES } from '../../src/conform/cases/index.ts'
import { MUTANTS } from '../../src/conform/mutants/index.ts'

// docs/conformance/proof.md takes minutes to make (`npm run soak -- conform` compares the whole of it); that it knows
// every case and every mutant is told at once.

const page = readFileSync(new URL('../../docs/conformance/proof.md', import.meta.url), 'utf8')
const [, byMutant = '', byCase = ''] = page.split(/^## .*$/m)

/** The cells of a table's rows, without its head. */
const rowsOf = (section: string): string[][] =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1))

describe('the page of the proof', () => {
  it('lists every mutant, with the cases that say they fail it', () => {
    const rows = rowsOf(byMutant)
    expect(rows.map(([name]) => name)).toEqual(MUTANTS.map(({ name }) => name))
    for (const [name = '', , caught = ''] of rows) {
      const claiming = CASES.filter(({ caughtMutants }) => caughtMutants.includes(name)).map(({ id }) => id)
      expect(caught.split(', ')).toEqual(expect.arrayContaining(claiming))
    }
  })

  it('lists every case', () => {
    expect(rowsOf(byCase).map(([id]) => id)).toEqual(CASES.map(({ id }) => id))
    expect(page).toContain(`${MUTANTS.length} mutants, ${CASES.length} cases`)
  })
})
