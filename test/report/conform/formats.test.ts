import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { conformJunit } from '../../../src/report/conform/junit.ts'
import { conformMarkdown } from '../../../src/report/conform/markdown.ts'
import { conformJsonSchema, conformSchema } from '../../../src/report/conform/schema.ts'
import { sectionsOf } from '../../../src/report/conform/sections.ts'
import { conformTap } from '../../../src/report/conform/tap.ts'
import { conformText } from '../../../src/report/conform/text.ts'
import { sampleCase, sampleReport } from './sample.ts'

const style = { columns: 100, color: false, unicode: true, time: 'iso', verbose: false } as const

describe('schema/conformance-1.schema.json', () => {
  const file = new URL('../../../schema/conformance-1.schema.json', import.meta.url)

  it('is current (npm run schema)', () => {
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(conformJsonSchema(), undefined, 2)}\n`)
  })

  it('takes a report and refuses what is wrong in one', () => {
    const check = new Ajv2020({ strictTypes: false }).compile(JSON.parse(readFileSync(file, 'utf8')))
    expect(check(sampleReport())).toBe(true)
    expect(check({ ...sampleReport(), verdict: 'fine' })).toBe(false)
    expect(check({ ...sampleReport(), cases: [{ ...sampleCase(), outcome: 'passed' }] })).toBe(false)
    expect(conformSchema.safeParse({ ...sampleReport(), wallMs: 'long' }).success).toBe(false)
  })
})

describe('sections', () => {
  it('go RFC by RFC, the newest first, and number by number', () => {
    const clauses = ['RFC 3768 6.1', 'RFC 9568 6.4.10', 'RFC 9568 6.4.2', 'RFC 9568 6.4', 'keepalived 2.4 auth_hmac']
    const sections = sectionsOf(clauses.map((clause) => sampleCase({ references: [clause] })))
    expect(sections.map(({ clause }) => clause)).toEqual([
      'RFC 9568 6.4',
      'RFC 9568 6.4.2',
      'RFC 9568 6.4.10',
      'RFC 3768 6.1',
      'keepalived 2.4 auth_hmac',
    ])
  })
})

describe('the text', () => {
  const text = conformText(sampleReport(), style)

  it('has each case under its clause, and what did not pass once more with all there is to know', () => {
    expect(text).toContain('RFC 9568 5.2.2\n  pass          packet/type (ipv4/51)  The type is 1\n')
    const [, repeated] = text.split('What did not pass\n')
    expect(repeated).toContain('expected  00:00:5e:00:01:33\n')
    expect(repeated).toContain('packets   packets.pcapng\n')
    expect(repeated).toContain('again     vrrpscope conform --lab keepalived --only mac/source-is-virtual\n')
    expect(repeated).toContain('why       the device did not become Active\n')
    expect(repeated).not.toContain('packet/type')
  })

  it('sums up: the time, what it would have been one after another, the noise, the verdict', () => {
    expect(text).toContain('61 s; one after another the cases would have taken 10 min\n')
    expect(text).toContain('every tolerance has 4 ms for noise\n')
    expect(text.endsWith('fail: 1 pass, 1 fail, 1 skipped, 1 inconclusive\n')).toBe(true)
  })

  it('counts skipped cases by reason, and lists them where all is asked for', () => {
    expect(text).toContain('Skipped\n     1  needs IPv6 # really\n')
    expect(text).not.toContain('nd/solicited-flags')
    expect(conformText(sampleReport(), { ...style, verbose: true })).toContain('nd/solicited-flags')
  })

  it('says what changed since a baseline, and that a run was interrupted', () => {
    const changes = [{ id: 'packet/type', virtualRouter: 'ipv4/51', before: 'fail', after: 'pass' } as const]
    const later = conformText(sampleReport({ baseline: { file: 'old.json', changes }, complete: false }), style)
    expect(later).toContain('Otherwise than in old.json\n  packet/type (ipv4/51): fail → pass\n')
    expect(later).toContain('interrupted')
    expect(conformText(sampleReport({ baseline: { file: 'old.json', changes: [] } }), style)).toContain(
      'As in old.json.',
    )
  })

  it('lets nothing of a device reach the terminal as control characters', () => {
    const device = { name: 'evil\x1b[2J', description: '\x07', virtualRouters: [] }
    expect(conformText(sampleReport({ device }), style)).not.toMatch(/[\x07\x1b]/)
  })
})

describe('JUnit', () => {
  const xml = conformJunit(sampleReport())

  it('has a failure for a fail, an error for what could not be told, a skip with its reason', () => {
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1"')
    expect(xml).toContain('message="expected 00:00:5e:00:01:33, got 02:00:00:00:00:01 &lt;&amp;&quot;"')
    expect(xml).toContain('<error type="inconclusive" message="the device did not become Active">')
    expect(xml).toContain('<skipped message="needs IPv6 # really"/>')
  })

  it('has an error for an interrupted run', () => {
    const cut = conformJunit(sampleReport({ cases: [sampleCase()], complete: false }))
    expect(cut).toContain('<error message="interrupted before the last case"/>')
  })

  it('has no character that XML cannot carry', () => {
    expect(conformJunit(sampleReport({ cases: [sampleCase({ outcome: 'info', why: 'a\x00b\x1bc' })] }))).toContain(
      'a?b?c',
    )
  })
})

describe('TAP', () => {
  it('numbers the cases; not ok is a fail and what could not be told', () => {
    const lines = conformTap(sampleReport()).split('\n')
    expect(lines.filter((line) => /^(TAP|1\.\.|ok|not ok)/.test(line))).toEqual([
      'TAP version 14',
      '1..4',
      'ok 1 - packet/type ipv4/51',
      'not ok 2 - mac/source-is-virtual ipv4/51',
      'not ok 3 - active/keeps-its-interval ipv4/51',
      'ok 4 - nd/solicited-flags # SKIP needs IPv6 \\# really',
    ])
    expect(lines).toContain('  actual: "02:00:00:00:00:01 <&\\""')
  })

  it('bails out where a run was interrupted', () => {
    expect(conformTap(sampleReport({ complete: false }))).toContain('Bail out! interrupted')
  })
})

describe('Markdown', () => {
  it('has what did not pass, and a table of all', () => {
    const page = conformMarkdown(sampleReport())
    expect(page).toContain('### mac/source-is-virtual: fail')
    expect(page).toContain('- actual: 02:00:00:00:00:01 \\<&"')
    expect(page).toContain('| RFC 9568 5.2.2 | packet/type (ipv4/51) | pass |')
  })
})
