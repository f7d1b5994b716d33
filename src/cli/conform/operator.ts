import { createInterface, type Interface } from 'node:readline'
import { Hopeless, Inconclusive } from '../../conform/verdict.ts'
import type { Io } from '../io.ts'
import type { RunProgress } from './progress.ts'

/** The person who does by hand what the device file has no command for. */
export class Operator {
  readonly #io: Io
  readonly #progress: RunProgress
  #lines: Interface | undefined
  /** Lines that came before they were asked for. */
  readonly #early: string[] = []
  #ended = false
  #waiting: { readonly resolve: () => void; readonly reject: (problem: Error) => void } | undefined

  constructor(io: Io, progress: RunProgress) {
    this.#io = io
    this.#progress = progress
    progress.onInterrupt(() => this.#waiting?.reject(new Inconclusive('interrupted')))
  }

  /** Asks for `deed` and resolves at the next line. Throws `Hopeless` where nobody is there to answer. */
  async ask(deed: string): Promise<void> {
    this.#open().resume()
    this.#progress.clear()
    this.#io.host.stderr.write(`Now ${deed} and press Enter: `)
    if (this.#early.shift() !== undefined) return
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting = { resolve, reject }
        if (this.#ended) reject(NOBODY)
      })
    } finally {
      this.#waiting = undefined
      this.#lines?.pause()
    }
  }

  /** Not as a terminal: the first Ctrl-C is for us to hear, not for the line. */
  #open(): Interface {
    if (this.#lines !== undefined) return this.#lines
    const lines = createInterface({ input: this.#io.host.stdin, terminal: false })
    lines.on('line', (line) => {
      const waiting = this.#waiting
      this.#waiting = undefined
      if (waiting === undefined) this.#early.push(line)
      else waiting.resolve()
    })
    lines.on('close', () => {
      this.#ended = true
      this.#waiting?.reject(NOBODY)
    })
    this.#lines = lines
    return lines
  }
}

const NOBODY = new Hopeless(
  'nobody answers on standard input: run it at a terminal, or give commands in the device file',
)
