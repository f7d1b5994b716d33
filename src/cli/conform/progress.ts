import type { ConformCase } from '../../conform/case.ts'
import type { CaseResult } from '../../conform/result.ts'
import type { Io } from '../io.ts'

export type Cases = readonly ConformCase[]

const REDRAW_MS = 100

/** How far a run is, on standard error: one line that is drawn over at a terminal, elsewhere what did not pass. */
export class RunProgress {
  interrupted = false
  readonly #io: Io
  readonly #ids = new Set<string>()
  readonly #onInterrupt: (() => void)[] = []
  #drawnAtMs = Number.NEGATIVE_INFINITY
  #shown = false

  constructor(io: Io) {
    this.#io = io
  }

  /** No case begins any more; those that run are given up. */
  interrupt(): void {
    if (this.interrupted) return
    this.interrupted = true
    for (const act of this.#onInterrupt) act()
  }

  onInterrupt(act: () => void): void {
    this.#onInterrupt.push(act)
  }

  tell({ id, outcome, virtualRouter, expected, actual, why }: CaseResult, total: number): void {
    this.#ids.add(id)
    if (outcome === 'fail' || outcome === 'non-strict' || outcome === 'inconclusive') {
      this.clear()
      const what = outcome === 'inconclusive' ? why : `expected ${expected}, got ${actual}`
      this.#io.note(`${outcome}: ${id} (${virtualRouter}): ${what}`)
    }
    this.#draw(`${this.#ids.size} of ${total} cases`)
  }

  /** Said even with -q. */
  warn(text: string): void {
    this.clear()
    this.#io.warn(text)
  }

  clear(): void {
    if (this.#shown) this.#io.host.stderr.write('\r\x1b[K')
    this.#shown = false
  }

  #draw(text: string): void {
    const { stderr } = this.#io.host
    const now = performance.now()
    if (stderr.isTTY !== true || this.#io.flags.quiet || now - this.#drawnAtMs < REDRAW_MS) return
    this.#drawnAtMs = now
    this.#shown = true
    stderr.write(`\r${text}\x1b[K`)
  }
}
