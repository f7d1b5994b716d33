import { NS_PER_US, type Ns, ns } from '../core/time.ts'
import type { Intervals } from './live.ts'

/**
 * A histogram of durations in bounded memory. Bins are a 128th of an octave wide (0.8 %), and each knows the mean of
 * what fell into it, so that a quantile of steady adverts is exact to the microsecond. Minimum and maximum are exact.
 */
export class IntervalHistogram implements Intervals {
  count = 0
  #min = Number.POSITIVE_INFINITY
  #max = 0
  readonly #bins = new Map<number, Bin>()
  #latest: Bin = { index: -1, count: 0, sum: 0 }

  get minNs(): Ns | undefined {
    return this.count === 0 ? undefined : ns(this.#min)
  }

  get maxNs(): Ns | undefined {
    return this.count === 0 ? undefined : ns(this.#max)
  }

  add(duration: number): void {
    const index = binOf(duration)
    // Steady adverts fall into one bin: no look-up.
    const bin = this.#latest.index === index ? this.#latest : this.#find(index)
    bin.count++
    bin.sum += duration
    this.count++
    if (duration < this.#min) this.#min = duration
    if (duration > this.#max) this.#max = duration
  }

  /** The duration that a share `q` of all does not exceed; undefined while empty. */
  quantile(q: number): Ns | undefined {
    if (this.count === 0) return undefined
    let left = Math.max(1, Math.ceil(q * this.count))
    // The last of all is the longest, which is known exactly: so is the 99th percentile of fewer than a hundred.
    if (left >= this.count) return ns(this.#max)
    for (const bin of [...this.#bins.values()].sort((a, b) => a.index - b.index)) {
      left -= bin.count
      if (left <= 0) return ns(Math.round(Math.min(this.#max, Math.max(this.#min, bin.sum / bin.count))))
    }
    return ns(this.#max)
  }

  #find(index: number): Bin {
    let bin = this.#bins.get(index)
    if (bin === undefined) {
      bin = { index, count: 0, sum: 0 }
      this.#bins.set(index, bin)
    }
    this.#latest = bin
    return bin
  }
}

interface Bin {
  readonly index: number
  count: number
  sum: number
}

const SUB_BITS = 7

// Of whole microseconds: exact below 128, then the top 8 bits. At most 3328 bins up to 71 minutes, where it ends.
function binOf(duration: number): number {
  const us = Math.min(0xffff_ffff, Math.max(0, duration / NS_PER_US)) >>> 0
  const octave = 31 - Math.clz32(us)
  return octave < SUB_BITS ? us : ((octave - SUB_BITS + 1) << SUB_BITS) + ((us >>> (octave - SUB_BITS)) & 0x7f)
}
