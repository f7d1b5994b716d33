import type { Ns } from '../core/time.ts'

/**
 * Whether the frames that a child captured up to some time have all been handed on. On a busy machine they come late by
 * any time, so the child is asked for its count: all that it had taken when it answered was stamped before, or soon
 * after, it was asked.
 */
export class Delivery {
  /** Frames of this child that were handed on. */
  frames = 0
  readonly #ask: () => void
  /** When the question was put that has no answer yet. */
  #asked: Ns | undefined
  /** With so many frames all up to `at` are here. */
  #answer: { readonly at: Ns; readonly frames: number } | undefined
  /** Counted by the child, but never handed on: from before its filter, or doubled by the loopback. */
  #missing = 0
  #until = Number.NEGATIVE_INFINITY

  constructor(ask: () => void) {
    this.#ask = ask
  }

  /** All frames stamped up to `at` are here; asks if that is not known. */
  reaches(at: Ns, now: Ns): boolean {
    if (this.#answer !== undefined && this.frames >= this.#answer.frames - this.#missing) {
      this.#until = this.#answer.at
      this.#answer = undefined
    }
    if (this.#until >= at) return true
    if (this.#answer === undefined) this.ask(now)
    return false
  }

  /** One question at a time: an answer to an earlier one would be taken for that to a later one. */
  ask(now: Ns): void {
    if (this.#asked !== undefined) return
    this.#asked = now
    this.#ask()
  }

  /** The child has taken so many frames. */
  answered(taken: number): void {
    this.#missing = Math.max(0, Math.min(this.#missing, taken - this.frames))
    if (this.#asked !== undefined) this.#answer = { at: this.#asked, frames: taken }
    this.#asked = undefined
  }

  /** It was waited for long enough: what has not come by now never does. */
  giveUp(): void {
    if (this.#answer !== undefined) this.#missing = this.#answer.frames - this.frames
    this.#answer = undefined
  }
}
