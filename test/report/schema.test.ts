import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reportJsonSchema } from '../../src/report/schema.ts'
import { sampleReport, sec } from './sample.ts'
import { assertValidReport } from './valid.ts'

describe('schema/report-1.schema.json', () => {
  it('is current (npm run schema)', () => {
    const shipped = readFileSync(new URL('../../schema/report-1.schema.json', import.meta.url), 'utf8')
    expect(shipped).toBe(`${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`)
  })

  it('takes a report, and one of nothing', () => {
    assertValidReport(sampleReport())
    assertValidReport(sampleReport({ captures: [], virtualRouters: [], findings: [], verdict: 'nothing-observed' }))
  })

  it('refuses what is wrong, missing or undocumented', () => {
    const report = sampleReport()
    expect(() => assertValidReport({ ...report, verdict: 'fine' })).toThrow('verdict')
    expect(() => assertValidReport({ ...report, counts: { ...report.counts, vrrp: -1 } })).toThrow('vrrp')
    expect(() => assertValidReport({ ...report, mood: 'good' })).toThrow('additional properties')
    const { findings: _, ...without } = report
    expect(() => assertValidReport(without)).toThrow('findings')
  })

  it('takes times of any year', () => {
    const [capture] = sampleReport().captures
    assertValidReport({ ...sampleReport(), captures: [{ ...capture!, firstTime: '+275760-09-13T00:00:00.000000Z' }] })
    assertValidReport(sampleReport({ timeline: { epochSec: 8.64e15 } }))
    expect(() => assertValidReport({ ...sampleReport(), captures: [{ ...capture!, firstTime: '12:00' }] })).toThrow()
    expect(sec(1)).toBe(1e9)
  })
})
