import { spawnSync } from 'node:child_process'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

// Real daemons on a machine that does other things as well: what may be late, and by how much.

/** A thing happened, but later than this machine explains. */
export class TooLate extends Error {}

/**
 * This process, and what it starts from now on, runs before what else the machine does, until `asUsual`: daemons that wait
 * for a processor take over from each other. Where that is not allowed, all stays as it is.
 */
export const beforeOthers = (): unknown => spawnSync('chrt', ['--rr', '--pid', '1', String(process.pid)])
export const asUsual = (): unknown => spawnSync('chrt', ['--other', '--pid', '0', String(process.pid)])

/** Measures how late timers wake on this machine, from its making on. */
export class Noise {
  readonly #delays: IntervalHistogram = monitorEventLoopDelay({ resolution: 5 })

  readonly #late: number[] = []

  constructor() {
    this.#delays.enable()
  }

  /** What was on time so far, in words. */
  get summary(): string {
    const late = [...this.#late].sort((a, b) => a - b)
    const ms = (at: number) => `${late.at(at)?.toFixed(1)} ms`
    return `${late.length} on time: late by ${ms(Math.floor(late.length / 2))} in the median, ${ms(-1)} at most; noise ${this.allowanceMs - 10} ms`
  }

  /** What a takeover may be late by: it waits for a processor when it hears the other, and when its time has come. */
  get allowanceMs(): number {
    return 10 + (2 * this.#delays.max) / 1e6
  }

  /** A duration that cannot be shorter than expected, and longer only by what the machine explains. */
  expectOnTime(what: string, actualMs: number, expectedMs: number): void {
    // Our clocks and the daemon's round to less than a millisecond.
    if (actualMs < expectedMs - 1) throw new Error(`${what}: ${actualMs} ms, early; expected ${expectedMs} ms`)
    this.#late.push(actualMs - expectedMs)
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

/** When timers of this process woke late, and by how much: what the machine explains of one delay, not of a whole run. */
export class NoiseLog {
  readonly #late: { readonly atMs: number; readonly byMs: number }[] = []
  readonly #timer: NodeJS.Timeout
  #due: number

  constructor(everyMs = 10) {
    this.#due = Date.now() + everyMs
    this.#timer = setInterval(() => {
      const now = Date.now()
      if (now - this.#due > 2) this.#late.push({ atMs: now, byMs: now - this.#due })
      this.#due = now + everyMs
    }, everyMs)
  }

  /** For what was waited for between the two, and a little before and after. */
  allowanceMs(fromMs: number, toMs: number): number {
    return 20 + 3 * this.worstMs(fromMs - 100, toMs + 100)
  }

  /** The longest delay between the two. */
  worstMs(fromMs: number, toMs: number): number {
    const there = this.#late.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    return Math.max(0, ...there.map(({ byMs }) => byMs))
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
