import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from './run.ts'

const copy = mkdtempSync(join(tmpdir(), 'vrrpscope-kept-'))
afterAll(() => rmSync(copy, { recursive: true }))
const node = (...words: string[]): string => execFileSync(process.execPath, words, { encoding: 'utf8' })
const explained = (dist: string): string => node(join(dist, 'cli/main.js'), 'explain', 'state/no-active')

test('the bytecode that the build kept is what runs', () => {
  const script = `const { load, modules } = require('./dist/cli/load.js')
    for (const command of ['audit', 'check']) load(require.resolve('./dist/cli/' + command + '/run.js'))
    console.log(JSON.stringify([...modules.values()].map(({ script }) => script.cachedDataRejected)))`
  const rejected = execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' })
  expect(new Set(JSON.parse(rejected))).toEqual(new Set([false]))
})

test('bytecode that is missing or of another build is done without', () => {
  const dist = join(ROOT, 'dist')
  cpSync(dist, copy, { recursive: true, filter: (path) => !path.endsWith('.code') })
  expect(explained(copy)).toBe(explained(dist))
  const kept = readdirSync(join(dist, 'cli/explain')).filter((name) => name.endsWith('.code'))
  expect(kept.length).toBeGreaterThan(2)
  for (const name of kept) writeFileSync(join(copy, 'cli/explain', name), 'of another build')
  expect(explained(copy)).toBe(explained(dist))
})
