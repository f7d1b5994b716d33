import { describe, expect, it } from 'vitest'
import { conformSchema } from '../../src/report/conform/schema.ts'
import { run } from './run.ts'

describe('conform --virtual', () => {
  it('passes the sound speaker in all versions and families', async () => {
    const { out, err, status } = await run('conform', '--lab', 'self', '--virtual', '-f', 'json')
    const report = conformSchema.parse(JSON.parse(out))
    expect(report.cases.filter(({ outcome }) => !['pass', 'info'].includes(outcome))).toEqual([])
    expect(report.cases.length).toBeGreaterThan(300)
    expect(report.serialMs).toBeGreaterThan(60 * report.wallMs)
    expect([status, err, report.verdict]).toEqual([0, '', 'pass'])
  })
})
