import { type Ns, ns } from '../core/time.ts'

// Rules ask for few; a sender that provokes more than this many at once loses the latest of them.
const MAX_PENDING = 1 << 16

interface Deadline {
  readonly at: Ns
  readonly decide: () => void
}

/** Decisions that wait for their time: a binary heap, the earliest first. */
export class Deadlines {
  #heap: Deadline[] = []

  get nextNs(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  add(at: Ns, decide: () => void): void {
    if (this.#heap.length >= MAX_PENDING) return
    this.#heap.push({ at, decide })
    this.#up(this.#heap.length - 1)
  }

  /** The clock was set back: what is pending waits as long as it would have. */
  setBack(by: Ns): void {
    this.#heap = this.#heap.map(({ at, decide }) => ({ at: ns(at - by), decide }))
  }

  /** Decides all that fell due by `now`, in the order of their times, also those added meanwhile. */
  runUntil(now: Ns): void {
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      const last = this.#heap.pop()!
      if (last !== first) {
        this.#heap[0] = last
        this.#down(0)
      }
      first.decide()
    }
  }

  #up(from: number): void {
    let child = from
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (this.#at(parent) <= this.#at(child)) return
      this.#swap(parent, child)
      child = parent
    }
  }

  #down(from: number): void {
    let parent = from
    for (;;) {
      const left = 2 * parent + 1
      let least = parent
      if (left < this.#heap.length && this.#at(left) < this.#at(least)) least = left
      if (left + 1 < this.#heap.length && this.#at(left + 1) < this.#at(least)) least = left + 1
      if (least === parent) return
      this.#swap(parent, least)
      parent = least
    }
  }

  #at(index: number): Ns {
    return this.#heap[index]!.at
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!
    this.#heap[a] = this.#heap[b]!
    this.#heap[b] = kept
  }
}
