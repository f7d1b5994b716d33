import { type ChildProcess, spawn } from 'node:child_process'

/** How many run at once, how many wait, and how long one may take. */
const MAX_RUNNING = 4
const MAX_WAITING = 100
const TIMEOUT_MS = 30_000
const CLOSE_MS = 5000

/**
 * Runs a shell command for each event, the event as JSON on its standard input. It never waits for one. Each is a process
 * group of its own: an interrupt at the terminal is not for it, and what it has started ends with it.
 */
export class EventCommand {
  readonly #command: string
  readonly #onNote: (text: string) => void
  readonly #running = new Map<ChildProcess, Promise<void>>()
  readonly #waiting: string[] = []
  #leftOut = 0

  constructor(command: string, onNote: (text: string) => void) {
    this.#command = command
    this.#onNote = onNote
  }

  /** `json` is one line. Behind commands that do not end, events are left out. */
  run(json: string): void {
    if (this.#running.size < MAX_RUNNING) this.#start(json)
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(json)
    else if (this.#leftOut++ === 0) this.#onNote(`--exec: ${MAX_WAITING} events wait for it: further ones are left out`)
  }

  /** Waits a little for what runs and what waits; ends what is not done by then. */
  async close(): Promise<void> {
    let late = false
    const patience = setTimeout(() => {
      late = true
      this.#leftOut += this.#waiting.splice(0).length
      for (const child of this.#running.keys()) endGroup(child)
    }, CLOSE_MS)
    while (this.#running.size > 0) await Promise.race(this.#running.values())
    clearTimeout(patience)
    if (late) this.#onNote(`--exec: not done after ${CLOSE_MS / 1000} s: ended`)
    if (this.#leftOut > 0) this.#onNote(`--exec: ${this.#leftOut} events were left out`)
  }

  #start(json: string): void {
    const child = spawn('/bin/sh', ['-c', this.#command], { stdio: ['pipe', 'ignore', 'inherit'], detached: true })
    const timeout = setTimeout(() => endGroup(child), TIMEOUT_MS)
    child.stdin!.on('error', () => {}) // it may not care for the event
    child.stdin!.end(json)
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        this.#onNote(`--exec: ${error.message}`)
        resolve()
      })
      child.once('exit', (status, signal) => {
        if (signal !== null) this.#onNote(`--exec: ended by ${signal}`)
        else if (status !== 0) this.#onNote(`--exec: exit status ${status}`)
        resolve()
      })
    }).then(() => {
      clearTimeout(timeout)
      this.#running.delete(child)
      const next = this.#waiting.shift()
      if (next !== undefined) this.#start(next)
    })
    this.#running.set(child, ended)
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}
