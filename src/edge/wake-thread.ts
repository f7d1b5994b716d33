import { Worker } from 'node:worker_threads'

// Node's timers count whole milliseconds and ring up to one early or late. A thread that sleeps in a futex is woken by
// the kernel's clock, to some 50 us, and costs nothing while it sleeps.

/** Sleeps until the time in `at` and says so once; a moved `generation` wakes it to look again. */
const SLEEPER = `
const { parentPort, workerData } = require('node:worker_threads')
const generation = new Int32Array(workerData, 0, 1)
const at = new Float64Array(workerData, 8, 1)
const origin = Number(process.hrtime.bigint()) / 1e6 - performance.now()
for (;;) {
  const seen = Atomics.load(generation, 0)
  const left = at[0] - origin - performance.now()
  if (left > 0) Atomics.wait(generation, 0, seen, left)
  else {
    parentPort.postMessage(seen)
    Atomics.wait(generation, 0, seen)
  }
}`

/** Monotonic milliseconds, the same in every thread. */
const ORIGIN_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** One alarm at a time. It does not keep the process alive. */
export class WakeThread {
  readonly #memory = new SharedArrayBuffer(16)
  readonly #generation = new Int32Array(this.#memory, 0, 1)
  readonly #at = new Float64Array(this.#memory, 8, 1)

  /** `ring` is called in the event loop, and only for the time that was set last. */
  constructor(ring: () => void) {
    this.#at[0] = Number.POSITIVE_INFINITY
    const thread = new Worker(SLEEPER, { eval: true, workerData: this.#memory })
    thread.on('message', (seen: number) => {
      if (seen === this.#generation[0]) ring()
    })
    thread.unref()
  }

  /** In how many milliseconds, with fractions; this replaces the time set before. */
  ringIn(waitMs: number): void {
    this.#set(ORIGIN_MS + performance.now() + waitMs)
  }

  cancel(): void {
    this.#set(Number.POSITIVE_INFINITY)
  }

  #set(atMs: number): void {
    this.#at[0] = atMs
    Atomics.add(this.#generation, 0, 1)
    Atomics.notify(this.#generation, 0)
  }
}
