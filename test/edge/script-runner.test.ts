import { afterEach, expect, it } from 'vitest'
import type { ScriptConfig } from '../../src/config/model.ts'
import { NS_PER_MS, ns } from '../../src/core/time.ts'
import { ScriptRunner } from '../../src/edge/script-runner.ts'

let runner: ScriptRunner | undefined
afterEach(() => runner?.close())

const script = (command: string, timeoutMs = 20_000): ScriptConfig => ({
  name: 'probe',
  command,
  interval: ns(60_000 * NS_PER_MS),
  timeout: ns(timeoutMs * NS_PER_MS),
  rise: 1,
  fall: 1,
  initFail: false,
  tracks: [],
})

const first = (one: ScriptConfig): Promise<boolean> =>
  new Promise((resolve) => {
    runner = new ScriptRunner([one], (_, success) => resolve(success))
  })

it.each([
  ['exit 0', true],
  ['exit 3', false],
  ['/nonexistent/program', false],
])('%s', async (command, success) => {
  expect(await first(script(command))).toBe(success)
})

it('what takes too long is killed, and has failed', async () => {
  expect(await first(script('sleep 60', 50))).toBe(false)
})
