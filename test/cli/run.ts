import { failure } from '../../src/cli/failure.ts'
import { Io } from '../../src/cli/io.ts'
import { runProgram } from '../../src/cli/program.ts'
import { FakeHost } from './fake-host.ts'

export interface Ran {
  readonly out: string
  readonly err: string
  readonly status: number
}

/** Runs a command line in this process, as main.ts does. */
export async function run(...words: string[]): Promise<Ran> {
  return runWith({}, ...words)
}

export async function runWith(env: Record<string, string>, ...words: string[]): Promise<Ran> {
  const host = new FakeHost(env)
  const io = new Io(host)
  try {
    await runProgram(words, io)
    io.close()
  } catch (error) {
    failure(io, error)
  }
  return { out: host.out, err: host.err, status: io.status }
}

export const fixture = (path: string): string => new URL(`../../fixtures/captures/${path}`, import.meta.url).pathname
