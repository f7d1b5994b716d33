import type { Timeline } from '../core/time.ts'
import type { CaptureInterface, ClockQuality } from './source.ts'

/** What all inputs of one run share: the zero of its clock and the numbering of its vantage points. */
export class CaptureRun implements Timeline {
  /** Unix second of the first record that any input delivered; 0 until then. */
  epochSec = 0
  hasEpoch = false
  readonly interfaces: CaptureInterface[] = []
  #captures = 0
  readonly #names = new Set<string>()
  /** How often a name was made unique by a number, so that the next number is tried first. */
  readonly #copies = new Map<string, number>()

  /** The first record of the run fixes the epoch; later (also earlier) records count from it. */
  startAt(second: number): void {
    if (this.hasEpoch) return
    this.hasEpoch = true
    this.epochSec = second
  }

  /** The place of a capture in the run: inputs are begun in the order in which they were named. */
  addCapture(): number {
    return this.#captures++
  }

  /** A new vantage point. Its name is made unique with the name of the capture that holds it. */
  addInterface(
    capture: string,
    name: string,
    linkType: number,
    snapLen: number,
    clock: ClockQuality,
    part?: Pick<CaptureInterface, 'within' | 'ifIndex'>,
  ): CaptureInterface {
    const index = this.interfaces.length
    const face = { index, name: this.uniqueName(capture, name), linkType, snapLen, clock, ...part }
    this.interfaces.push(face)
    return face
  }

  private uniqueName(capture: string, name: string): string {
    const qualified = `${capture}:${name}`
    let unique = this.#names.has(name) ? qualified : name
    let copy = this.#copies.get(qualified) ?? 1
    while (this.#names.has(unique)) unique = `${qualified}#${++copy}`
    this.#copies.set(qualified, copy)
    this.#names.add(unique)
    return unique
  }
}
