import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { failure } from '../../src/cli/failure.ts'
import { Io } from '../../src/cli/io.ts'
import { VERSION } from '../../src/cli/version.ts'
import { FakeHost } from './fake-host.ts'
import { run } from './run.ts'

describe('the program', () => {
  it('has the version of the package', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(VERSION).toBe(manifest.version)
  })

  it('lists every command in its help', async () => {
    const { out, status } = await run('--help')
    for (const { usage } of COMMANDS) expect(out).toContain(`  ${usage}`)
    expect(status).toBe(0)
  })

  it('knows each command by the name in its table', async () => {
    const io = new Io(new FakeHost())
    for (const { name, load } of COMMANDS) expect((await load())(io).name()).toBe(name)
  })

  it('prints the help of a command on standard output', async () => {
    const { out, err, status } = await run('completion', '--help')
    expect(out).toMatch(/^Usage: vrrpscope completion/)
    expect([err, status]).toEqual(['', 0])
  })

  it('names defaults: none that is nothing, and times with their unit', async () => {
    for (const { name } of COMMANDS) expect((await run(name, '--help')).out).not.toMatch(/default:\s+(\[|false|\d{7})/)
    expect((await run('audit', '--help')).out).toContain('default: "text"')
  })

  it('answers a mistake with one line and a hint', async () => {
    expect(await run('complteion')).toEqual({
      out: '',
      err: 'vrrpscope: usage/unknown-command: no command complteion\nhint: did you mean vrrpscope completion?\n',
      status: 2,
    })
    expect(await run('completion', 'bash', '--colour', 'x')).toEqual({
      out: '',
      err: "vrrpscope: usage/unknown-option: unknown option '--colour'\nhint: vrrpscope completion --help\n",
      status: 2,
    })
  })

  it('asks for a command where there is none', async () => {
    expect((await run()).err).toMatch(/^vrrpscope: usage\/no-command: /)
    expect((await run('--frobnicate')).err).toMatch(/^vrrpscope: usage\/unknown-option: /)
  })

  it('never shows a stack or a control character', async () => {
    const { err, status } = await run('\x1b[2J')
    expect(err).toContain('no command \\x1b[2J')
    expect(err.split('\n')).toHaveLength(3)
    expect(status).toBe(2)
  })

  it('owns up to a bug', () => {
    const host = new FakeHost()
    const io = new Io(host)
    failure(io, new TypeError('x is undefined'))
    expect(host.err).toMatch(/^vrrpscope: internal\/bug: x is undefined\nhint: /)
    expect(io.status).toBe(70)
  })
})
