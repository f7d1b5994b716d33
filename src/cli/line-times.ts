import type { Ns } from '../core/time.ts'
import type { CommonFlags } from './flags.ts'

/** What the times of lines count from: the first frame of a run, or the line before, whoever wrote it. */
export class LineTimes {
  #first: Ns | undefined
  #last: Ns | undefined

  /** The first frame; what is told before there is one begins by itself. */
  begins(at: Ns): void {
    this.#first ??= at
  }

  /** The time that a line about `at`, which is written now, counts from. */
  originOf(at: Ns, how: CommonFlags['time']): Ns {
    this.begins(at)
    const before = this.#last ?? at
    this.#last = at
    return how === 'delta' ? before : this.#first!
  }
}
