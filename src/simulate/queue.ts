import { type Ns, ns } from '../core/time.ts'
import type { Clock, Wakeup } from '../speaker/ports.ts'

// Time that only passes when there is nothing left to do: a heap of things to happen, in the order of their times and,
// at one time, in the order they were asked for.

interface Entry {
  readonly at: Ns
  readonly order: number
  /** Undefined once cancelled. */
  run: (() => void) | undefined
}

export class VirtualClock implements Clock {
  readonly #heap: Entry[] = []
  #now = ns(0)
  #order = 0

  now(): Ns {
    return this.#now
  }

  /** Runs `run` at `time`, or as soon as possible if that has passed. The result cancels it. */
  at(time: Ns, run: () => void): () => void {
    const entry: Entry = { at: ns(Math.max(time, this.#now)), order: this.#order++, run }
    push(this.#heap, entry)
    return () => {
      entry.run = undefined
    }
  }

  /** Lets time pass up to and including `time`. */
  runUntil(time: Ns): void {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.at > time) break
      pop(this.#heap)
      this.#now = first.at
      first.run?.()
    }
    this.#now = ns(Math.max(this.#now, time))
  }

  /** Lets time pass to the next thing to happen; false if there is none. */
  runNext(): boolean {
    const first = pop(this.#heap)
    if (first === undefined) return false
    this.#now = first.at
    first.run?.()
    return true
  }

  runFor(duration: Ns): void {
    this.runUntil(ns(this.#now + duration))
  }

  wakeup(): Wakeup {
    let wake = () => {}
    let cancelLast = () => {}
    return {
      at: (deadline) => {
        cancelLast()
        cancelLast = this.at(deadline, () => wake())
      },
      cancel: () => cancelLast(),
      onWake: (run) => {
        wake = run
      },
    }
  }
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Entry[], entry: Entry): void {
  let i = heap.length
  heap.push(entry)
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (!before(entry, heap[parent]!)) break
    heap[i] = heap[parent]!
    i = parent
  }
  heap[i] = entry
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return first
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, last)) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return first
}
