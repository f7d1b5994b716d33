import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

// Real daemons on a machine that does other things as well: what may be late, and by how much.

/** A thing happened, but later than this machine explains. */
export class TooLate extends Error {}

/** Measures how late timers wake on this machine, from its making on. */
export class Noise {
  readonly #delays: IntervalHistogram = monitorEventLoopDelay({ resolution: 5 })

  constructor() {
    this.#delays.enable()
  }

  /** What a daemon may be late by: it waits for a processor as we do, and its frame waits on the way. */
  get allowanceMs(): number {
    return 20 + (3 * this.#delays.max) / 1e6
  }

  /** A duration that cannot be shorter than expected, and longer only by what the machine explains. */
  expectOnTime(what: string, actualMs: number, expectedMs: number): void {
    // Our clocks and the daemon's round to less than a millisecond.
    if (actualMs < expectedMs - 1) throw new Error(`${what}: ${actualMs} ms, early; expected ${expectedMs} ms`)
    const latestMs = expectedMs * 1.01 + this.allowanceMs
    if (actualMs > latestMs)
      throw new TooLate(`${what}: ${actualMs} ms; expected ${expectedMs} ms, at most ${latestMs.toFixed(1)} ms`)
  }
}

/** Runs it again if it was late, once, and says both. What is wrong in any other way is wrong. */
export async function twiceIfLate(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof TooLate)) throw error
    console.error(`TOO LATE, run again: ${error.message}`)
    await run()
    console.error('run again: on time')
  }
}
