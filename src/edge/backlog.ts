/** What came in one piece, and when. */
interface Piece<Stamp> {
  readonly bytes: Uint8Array
  readonly at: Stamp
}

/**
 * A turn of the event loop is spent on it no longer. What tcpdump writes frame by frame fills the socket to here after
 * some 280 frames, as each costs the kernel a buffer: 5 ms of a flood.
 */
const TURN_MS = 1
/** Looked at between two looks at the clock. */
const STEP_LEN = 1 << 12

/**
 * Bytes that have come and wait to be taken, because taking them can be slower than their coming, for a while: who writes
 * them must not wait, or the kernel throws frames away. Bounded by whoever reads `length`.
 */
export class Backlog<Stamp> {
  length = 0
  readonly #take: (bytes: Uint8Array, at: Stamp) => void
  readonly #now: () => number
  readonly #soon: (go: () => void) => void
  #pieces: Piece<Stamp>[] = []
  /** Of the first piece, what was taken. */
  #taken = 0
  #scheduled = false

  constructor(
    take: (bytes: Uint8Array, at: Stamp) => void,
    now = () => performance.now(),
    soon: (go: () => void) => void = setImmediate,
  ) {
    this.#take = take
    this.#now = now
    this.#soon = soon
  }

  /** Takes at once what a turn has time for, the rest in later turns; all in later turns where more is to be read first. */
  push(bytes: Uint8Array, at: Stamp, moreWaits = false): void {
    this.#pieces.push({ bytes, at })
    this.length += bytes.length
    if (this.#scheduled) return
    if (moreWaits) this.#schedule()
    else this.#turn()
  }

  /** Takes all that is left, now. */
  flush(): void {
    while (this.length > 0) this.#step()
  }

  #turn(): void {
    this.#scheduled = false
    const endMs = this.#now() + TURN_MS
    while (this.length > 0) {
      this.#step()
      if (this.#now() >= endMs) break
    }
    if (this.length > 0) this.#schedule()
  }

  #schedule(): void {
    this.#scheduled = true
    this.#soon(() => this.#turn())
  }

  #step(): void {
    const { bytes, at } = this.#pieces[0]!
    const part = bytes.subarray(this.#taken, this.#taken + STEP_LEN)
    this.#taken += part.length
    this.length -= part.length
    if (this.#taken === bytes.length) {
      this.#pieces.shift()
      this.#taken = 0
    }
    this.#take(part, at)
  }
}
