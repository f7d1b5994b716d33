import { Worker } from 'node:worker_threads'
import { TooLate } from './timing.ts'

// How late a thread wakes here that has nothing else to do: what the machine explains of one delay, not of a whole run.

/** What is right on a machine that does nothing else. */
export const PRECISION_MS = 10
/** A delay is explained by what happened this close to it. */
const AROUND_MS = 100
const SLOTS = 1 << 16

/** Sleeps 2 ms at a time; a wake-up that is more than 1 ms late goes into the ring: when it was due, and when it came. */
const SLEEPER = `
const { memory, scheduling } = require('node:worker_threads').workerData
const thread = require('node:fs').readlinkSync('/proc/thread-self').split('/').pop()
if (scheduling === 'first') require('node:child_process').spawnSync('renice', ['-n', '-20', '-p', thread])
const ring = new Float64Array(memory)
const pause = new Int32Array(new SharedArrayBuffer(4))
const slots = (ring.length - 1) / 2
const now = () => performance.timeOrigin + performance.now()
for (let last = now(); ; ) {
  Atomics.wait(pause, 0, 0, 2)
  const woken = now()
  if (woken - last > 3) {
    const at = 1 + 2 * (ring[0] % slots)
    ring[at] = last + 2
    ring[at + 1] = woken
    ring[0]++
  }
  last = woken
}`

/** As an ordinary program, or first of them, as `speak` while it is busy. */
export type Scheduling = 'usual' | 'first'

const rings = new Map<Scheduling, Float64Array>()

/** One thread for all that measure so in this process; it ends with it. */
function wakeUps(scheduling: Scheduling): Float64Array {
  const known = rings.get(scheduling)
  if (known !== undefined) return known
  const memory = new SharedArrayBuffer(8 * (1 + 2 * SLOTS))
  new Worker(SLEEPER, { eval: true, workerData: { memory, scheduling } }).unref()
  const ring = new Float64Array(memory)
  rings.set(scheduling, ring)
  return ring
}

/** Measures from its making on. Times are Unix milliseconds, as the kernel stamps frames. */
export class MachineNoise {
  readonly #ring: Float64Array
  readonly #from: number
  readonly #late: number[] = []
  #mostMs = 0

  constructor(scheduling: Scheduling = 'usual') {
    this.#ring = wakeUps(scheduling)
    this.#from = this.#ring[0]!
  }

  /** What was on time so far, in words. */
  get summary(): string {
    if (this.#late.length === 0) return 'nothing timed'
    const late = [...this.#late].sort((a, b) => a - b)
    const ms = (at: number) => `${late.at(at)?.toFixed(1)} ms`
    return `${late.length} on time: late by ${ms(Math.floor(late.length / 2))} in the median, ${ms(-1)} at most; noise at most ${this.#mostMs.toFixed(1)} ms`
  }

  /** The longest that anyone had to wait, of those who were woken since `fromMs`. */
  worstMs(fromMs = 0): number {
    let worst = 0
    for (const [due, woken] of this.#wakeUps()) if (woken >= fromMs) worst = Math.max(worst, woken - due)
    return worst
  }

  /** What may be late that was to happen then and was waited for since: who waits is woken to hear, and to act. */
  noiseMs(dueMs: number, happenedMs = dueMs, sinceMs = dueMs): number {
    const noiseMs = this.waitedMs(sinceMs, sinceMs) + (sinceMs === dueMs ? 0 : this.waitedMs(dueMs, happenedMs))
    this.#mostMs = Math.max(this.#mostMs, noiseMs)
    return noiseMs
  }

  /** A duration that cannot be shorter than expected, and longer only by 10 ms, 1 % and what the machine explains. */
  expectOnTime(what: string, fromMs: number, toMs: number, expectedMs: number): void {
    const actualMs = toMs - fromMs
    // Our clocks and the daemon's round to less than a millisecond.
    if (actualMs < expectedMs - 1) throw new Error(`${what}: ${actualMs} ms, early; expected ${expectedMs} ms`)
    this.#late.push(actualMs - expectedMs)
    const latestMs = expectedMs * 1.01 + PRECISION_MS + this.noiseMs(fromMs + expectedMs, toMs, fromMs)
    if (actualMs > latestMs)
      throw new TooLate(`${what}: ${actualMs} ms; expected ${expectedMs} ms, at most ${latestMs.toFixed(1)} ms`)
  }

  /** How long in all a thread that was due had to wait between the two: whoever serves many waits more than once. */
  waitedMs(fromMs: number, toMs: number): number {
    let sum = 0
    for (const [due, woken] of this.#wakeUps())
      if (woken >= fromMs - AROUND_MS && due <= toMs + AROUND_MS) sum += woken - due
    return sum
  }

  *#wakeUps(): Generator<readonly [dueMs: number, wokenMs: number]> {
    for (let i = Math.max(this.#from, this.#ring[0]! - SLOTS); i < this.#ring[0]!; i++)
      yield [this.#ring[1 + 2 * (i % SLOTS)]!, this.#ring[2 + 2 * (i % SLOTS)]!]
  }
}
