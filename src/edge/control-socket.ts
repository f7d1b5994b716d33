import { chmodSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import { VrrpscopeError } from '../core/errors.ts'

// A Unix socket that speaks JSON lines: {"command": ["set", "priority", "50"]} and one reply for each.

const MAX_LINE = 4096
const REPLY_MS = 5000

/** Listens at `path` for whoever may open it (the owner). Throws `output/control-socket` if that is not possible. */
export async function listenControl(path: string, answer: (words: readonly string[]) => object): Promise<() => void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    let pending = 0
    socket.on('data', (chunk: Buffer) => {
      // A line that never ends is no command.
      pending = chunk.includes(10) ? 0 : pending + chunk.length
      if (pending > MAX_LINE) socket.destroy()
    })
    const lines = createInterface({ input: socket })
    lines.on('error', () => socket.destroy())
    lines.on('line', (line) => socket.write(`${JSON.stringify(answer(wordsOf(line)))}\n`))
  })
  try {
    await listening(server, path)
  } catch (cause) {
    if (!(await isLeftover(path))) throw cause
    rmSync(path, { force: true })
    await listening(server, path)
  }
  chmodSync(path, 0o600)
  return () => {
    server.close()
    rmSync(path, { force: true })
  }
}

/** Sends one command and returns the reply. Throws `input/no-speaker` if nobody listens there. */
export function askControl(path: string, words: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (cause: unknown) =>
      reject(
        new VrrpscopeError('input/no-speaker', `no speaker answers at ${path}`, 'start it with --control PATH', {
          cause,
        }),
      )
    socket.setTimeout(REPLY_MS, () => socket.destroy(new Error('no reply')))
    socket.on('error', fail)
    socket.on('close', () => fail(undefined))
    // A reader of lines throws what goes wrong with its input: it comes once there is a connection.
    socket.on('connect', () => {
      socket.write(`${JSON.stringify({ command: words })}\n`)
      const lines = createInterface({ input: socket })
      lines.on('error', fail)
      lines.on('line', (line) => {
        resolve(JSON.parse(line))
        socket.destroy()
      })
    })
  })
}

function wordsOf(line: string): string[] {
  try {
    const { command } = JSON.parse(line) as { command?: unknown }
    return Array.isArray(command) ? command.map(String) : []
  } catch {
    return []
  }
}

/** A socket at which nobody listens: its speaker was killed. */
const isLeftover = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' && (statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false)),
    )
  })

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new VrrpscopeError(
          'output/control-socket',
          `cannot listen at ${path}: ${cause.code}`,
          cause.code === 'EADDRINUSE' ? 'another speaker uses it, or it is no socket' : 'name a path you may write',
          { cause },
        ),
      ),
    )
    server.listen(path, resolve)
  })
}
