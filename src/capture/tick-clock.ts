import type { Ns } from '../core/time.ts'
import type { CaptureRun } from './run.ts'

const TWO_32 = 2 ** 32

/**
 * The 64-bit time stamps of one pcapng interface, in any resolution, as ns of the run. Ticks are subtracted from the
 * epoch's ticks before they are scaled, so that a double holds them without loss.
 */
export class TickClock {
  private readonly ticksPerSec: bigint
  private readonly offsetSec: bigint
  private readonly nsTimes: number
  private readonly nsDividedBy: number
  private epochHigh = 0
  private epochLow = 0
  private ready = false

  /** `resolution` is if_tsresol: 10^-n, or 2^-n with the top bit set. `offsetSec` is if_tsoffset. */
  constructor(resolution: number, offsetSec: bigint) {
    const exponent = resolution & 0x7f
    this.ticksPerSec = (resolution & 0x80 ? 2n : 10n) ** BigInt(exponent)
    this.offsetSec = offsetSec
    const binary = (resolution & 0x80) !== 0
    this.nsTimes = binary ? 1e9 / 2 ** exponent : exponent <= 9 ? 10 ** (9 - exponent) : 1
    this.nsDividedBy = binary || exponent <= 9 ? 1 : 10 ** (exponent - 9)
  }

  /** Time of a record, rounded down to a nanosecond. Without an epoch yet, its second becomes the run's. */
  toNs(high: number, low: number, run: CaptureRun): Ns {
    if (!this.ready) this.start(high, low, run)
    const ticks = (high - this.epochHigh) * TWO_32 + (low - this.epochLow)
    return Math.floor((ticks * this.nsTimes) / this.nsDividedBy) as Ns
  }

  private start(high: number, low: number, run: CaptureRun): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low)
    run.startAt(Number(ticks / this.ticksPerSec + this.offsetSec))
    const epochTicks = (BigInt(run.epochSec) - this.offsetSec) * this.ticksPerSec
    this.epochHigh = Number(epochTicks >> 32n)
    this.epochLow = Number(epochTicks & 0xffff_ffffn)
    this.ready = true
  }
}
