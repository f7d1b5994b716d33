import { spawn } from 'node:child_process'

/** How many run at once, how many wait, and how long one may take. */
const MAX_RUNNING = 4
const MAX_WAITING = 100
const TIMEOUT_MS = 30_000
const CLOSE_MS = 5000

/** Runs a shell command for each event, the event as JSON on its standard input. It never waits for one. */
export class EventCommand {
  readonly #command: string
  readonly #onNote: (text: string) => void
  readonly #running = new Set<Promise<void>>()
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

  /** Waits a little for what runs and what waits. */
  async close(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())
    const allDone = async () => {
      while (this.#running.size > 0) await Promise.race(this.#running)
    }
    await Promise.race([allDone(), patience])
    if (this.#leftOut > 0) this.#onNote(`--exec: ${this.#leftOut} events were left out`)
  }

  #start(json: string): void {
    const child = spawn('/bin/sh', ['-c', this.#command], {
      stdio: ['pipe', 'ignore', 'inherit'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    })
    child.stdin.on('error', () => {}) // it may not care for the event
    child.stdin.end(json)
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        this.#onNote(`--exec: ${error.message}`)
        resolve()
      })
      child.once('close', (status, signal) => {
        if (signal !== null) this.#onNote(`--exec: ended by ${signal}`)
        else if (status !== 0) this.#onNote(`--exec: exit status ${status}`)
        resolve()
      })
    }).then(() => {
      this.#running.delete(ended)
      const next = this.#waiting.shift()
      if (next !== undefined) this.#start(next)
    })
    this.#running.add(ended)
  }
}
