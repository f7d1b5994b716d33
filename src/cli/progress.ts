import type { Io } from './io.ts'

const WORTH_SHOWING_BYTES = 100e6
const REDRAW_MS = 200

/** How far a long reading is, on one line of standard error that goes away; only for a person, only for long ones. */
export class Progress {
  readonly #io: Io
  #drawnAt = 0
  #shown = false

  constructor(io: Io) {
    this.#io = io
    io.beforeShown(() => this.clear())
  }

  /** `total` of 0 is unknown. */
  update(read: number, total: number): void {
    const { stderr } = this.#io.host
    if (total < WORTH_SHOWING_BYTES || stderr.isTTY !== true || this.#io.flags.quiet) return
    const now = Date.now()
    if (now - this.#drawnAt < REDRAW_MS) return
    this.#drawnAt = now
    this.#shown = true
    stderr.write(`\r${Math.floor((100 * read) / total)} % of ${Math.round(total / 1e6)} MB\x1b[K`)
  }

  clear(): void {
    if (this.#shown) this.#io.host.stderr.write('\r\x1b[K')
    this.#shown = false
  }
}
