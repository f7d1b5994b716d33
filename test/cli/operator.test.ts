import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Operator } from '../../src/cli/conform/operator.ts'
import { RunProgress } from '../../src/cli/conform/progress.ts'
import { type Host, Io } from '../../src/cli/io.ts'
import { Hopeless } from '../../src/conform/verdict.ts'
import { FakeHost } from './fake-host.ts'

function operator() {
  const stdin = new PassThrough()
  const host = Object.assign(new FakeHost(), { stdin: stdin as unknown as Host['stdin'] })
  const progress = new RunProgress(new Io(host))
  return { operator: new Operator(new Io(host), progress), stdin, host, progress }
}

describe('the person at the device', () => {
  it('is asked, and answers with a line; lines that come early are kept', async () => {
    const { operator: person, stdin, host } = operator()
    const asked = person.ask('stop the daemon')
    expect(host.err).toBe('Now stop the daemon and press Enter: ')
    stdin.write('\n\n')
    await asked
    await person.ask('start the daemon')
    expect(host.err).toContain('Now start the daemon and press Enter: ')
  })

  it('is not waited for where nobody can answer', async () => {
    const { operator: person, stdin } = operator()
    stdin.end()
    await expect(person.ask('stop the daemon')).rejects.toThrow(Hopeless)
    await expect(person.ask('start the daemon')).rejects.toThrow('nobody answers on standard input')
  })

  it('is not waited for after an interrupt', async () => {
    const { operator: person, progress } = operator()
    const asked = person.ask('stop the daemon')
    progress.interrupt()
    await expect(asked).rejects.toThrow('interrupted')
  })
})
