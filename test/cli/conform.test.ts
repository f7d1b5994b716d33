import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { changesSince } from '../../src/cli/conform/report.ts'
import { conformSchema } from '../../src/report/conform/schema.ts'
import { sampleCase } from '../report/conform/sample.ts'
import { run } from './run.ts'

const dir = mkdtempSync(join(tmpdir(), 'conform-'))
afterAll(() => rmSync(dir, { recursive: true }))

describe('conform --virtual', () => {
  it('runs what is selected, by version and family', async () => {
    const { out } = await run('conform', '--virtual', '--only', 'packet/type', '--family', '6', '-f', 'tap')
    expect(out).toBe('TAP version 14\n1..1\nok 1 - packet/type ipv6/6\n')
  })

  it('is inconclusive where nothing applies: never green', async () => {
    const { out, status } = await run('conform', '--virtual', '--only', 'nd/solicited-flags', '--vrrp-version', '2')
    expect(out).toContain('inconclusive: 1 skipped')
    expect(status).toBe(6)
  })

  it('compares with a baseline', async () => {
    const words = ['conform', '--virtual', '--only', 'packet/type', '-f', 'json']
    const file = join(dir, 'old.json')
    const { out } = await run(...words)
    writeFileSync(file, out.replace('"outcome": "pass"', '"outcome": "fail"'))
    const report = conformSchema.parse(JSON.parse((await run(...words, '--baseline', file)).out))
    expect(report.baseline?.changes).toEqual([
      { id: 'packet/type', virtualRouter: 'ipv4/2', before: 'fail', after: 'pass' },
    ])
  })
})

describe('conform', () => {
  it.each([
    [['--only', 'pakcet'], 'usage/no-such-case: no case, area or requirement pakcet\nhint: did you mean packet?'],
    [['--only', 'packet', '--skip', 'packet'], 'usage/no-such-case: the selection leaves no case'],
    [['--lab', 'keepalived', '--vrrp-version', '2', '--family', '6'], 'usage/no-such-device: version 2 is for IPv4'],
    [['--virtual', '--lab', 'frr'], 'usage/virtual: frr needs a real network'],
    [['--virtual', '--baseline', '/nonexistent'], 'usage/baseline: /nonexistent cannot be read: ENOENT'],
    [['--vrrp-version', '4'], 'usage/invalid-argument'],
    [[], 'usage/no-device'],
  ])('%j is wrong usage', async (words, message) => {
    const { err, status } = await run('conform', ...words)
    expect(err).toContain(message)
    expect(status).toBe(2)
  })

  it('lists cases and coverage', async () => {
    expect((await run('conform', '--list', '--only', 'packet/type')).out).toMatch(/^packet\/type +MUST +\S.*\n$/)
    const { out } = await run('conform', '--coverage')
    expect(out).toContain('no case: ')
    expect(out).toMatch(/\d+ of 199 requirements have a case/)
    expect(out).toContain('UNH-IOL operations 2.5: 4.4 Invalid checksum\n    -> ')
  })
})

describe('explain', () => {
  it('has the conformance cases, too', async () => {
    const { out } = await run('explain', 'active/says-goodbye')
    expect(out).toContain('does      The device is stopped in good order.')
    expect(JSON.parse((await run('explain', 'active/says-goodbye', '-f', 'json')).out).level).toBe('MUST')
    expect((await run('explain', 'active/say-goodbye')).err).toContain('did you mean active/says-goodbye?')
  })
})

describe('changes since a baseline', () => {
  const on = (virtualRouter: string, outcome: 'pass' | 'fail' | 'inconclusive' = 'pass') =>
    sampleCase({ virtualRouter, outcome })

  it('do not go by the virtual router where a case ran on one', () => {
    expect(changesSince([on('ipv4/1')], [on('ipv4/2')])).toEqual([])
    expect(changesSince([on('ipv4/1'), on('ipv6/1')], [on('ipv4/1', 'fail'), on('ipv6/1')])).toEqual([
      { id: 'packet/type', virtualRouter: 'ipv4/1', before: 'pass', after: 'fail' },
    ])
  })

  it('have what is new and what is gone; inconclusive is no change', () => {
    expect(changesSince([], [on('ipv4/1')])).toMatchObject([{ before: null, after: 'pass' }])
    expect(changesSince([on('ipv4/1')], [])).toMatchObject([{ before: 'pass', after: null }])
    expect(changesSince([on('ipv4/1')], [on('ipv4/1', 'inconclusive')])).toEqual([])
  })
})
