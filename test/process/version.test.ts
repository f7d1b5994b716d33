import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT, vrrpscope } from './run.ts'

test('--version says what package.json says', async () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'))
  expect(await vrrpscope(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})

test('an unknown command is one line and a hint on standard error, exit 2', async () => {
  const { status, stdout, stderr } = await vrrpscope(['audti'])
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^vrrpscope: usage\/unknown-command: .*\nhint: .*\n$/)
})
