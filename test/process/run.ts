import { type ChildProcessWithoutNullStreams, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Root of the project, where fixtures are. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Ended {
  /** Exit status; -1 if a signal ended it. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** All of standard input; without it, there is none. */
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** The project's root unless given. */
  readonly cwd?: string
}

/** Runs the built program to its end. */
export async function vrrpscope(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const running = start(words, options)
  running.child.stdin.on('error', () => {})
  running.child.stdin.end(options.stdin)
  return running.ended
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  /** What it has said so far. */
  stdout(): string
  stderr(): string
  /** Resolves when standard output and error together match; rejects if the program ends before. */
  says(pattern: RegExp): Promise<void>
}

/** Starts the built program; the test ends it, or sees it end. */
export function start(words: readonly string[], options: RunOptions = {}): Running {
  const settings: SpawnOptions = { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env }, stdio: 'pipe' }
  const child = spawn(process.execPath, [PROGRAM, ...words], settings) as ChildProcessWithoutNullStreams
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
  })
  const ended = once(child, 'close').then(([status]): Ended => ({ status: status ?? -1, ...said }))
  return {
    child,
    ended,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    says: (pattern) => says(child, () => said.stdout + said.stderr, pattern),
  }
}

function says(child: ChildProcessWithoutNullStreams, text: () => string, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!pattern.test(text())) return
      stop()
      resolve()
    }
    const end = () => {
      stop()
      reject(new Error(`ended before it said ${pattern}:\n${text()}`))
    }
    const stop = () => {
      child.stdout.off('data', look)
      child.stderr.off('data', look)
      child.off('close', end)
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.on('close', end)
    look()
  })
}
