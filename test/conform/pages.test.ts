import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { conformSchema } from '../../src/report/conform/schema.ts'

// The results in docs/conformance are made by scripts/conformance-docs.mjs; what they claim has to hold together.

const docs = new URL('../../docs/conformance/', import.meta.url)
const textOf = (name: string): string => readFileSync(new URL(name, docs), 'utf8')
const names = readdirSync(docs)
  .filter((name) => name.endsWith('.json') && name !== 'deviations.json')
  .map((name) => name.replace('.json', ''))
const deviations: { runs: string; cases: string[]; kind: string; sentence: string }[] = JSON.parse(
  textOf('deviations.json'),
)

describe.each(names)('the results of %s', (name) => {
  const { cases, summary } = conformSchema.parse(JSON.parse(textOf(`${name}.json`)))
  const amiss = cases.filter(({ outcome }) => outcome === 'fail' || outcome === 'non-strict')

  it('explain every deviation in a sentence', () => {
    for (const { id } of amiss)
      expect([id, deviations.some((each) => new RegExp(each.runs).test(name) && each.cases.includes(id))]).toEqual([
        id,
        true,
      ])
  })

  it('leave at most 2 % of what was run untold', () => {
    expect(summary.inconclusive).toBeLessThanOrEqual(0.02 * (cases.length - summary.skipped))
  })

  it('are what the page and the index say', () => {
    const page = textOf(`${name}.md`)
    for (const { id } of amiss) expect(page).toContain(`| ${id} | `)
    expect(page).not.toContain('**unexplained**')
    expect(textOf('README.md')).toContain(`[${name}](${name}.md) | ${summary.pass} | ${summary.fail} | `)
  })
})
