import type { Speaker } from './driver.ts'
import type { RouterStatus } from './events.ts'

/** What an operator can do to a speaker, or to several at once. */
export type Controlled = Pick<
  Speaker,
  'status' | 'setPriority' | 'dropToBackup' | 'forceAdvert' | 'pause' | 'resume' | 'mute' | 'shutdown'
>

/** The speakers of several interfaces as one. */
export class Speakers implements Controlled {
  readonly #all: readonly Controlled[]

  constructor(all: readonly Controlled[]) {
    this.#all = all
  }

  status(): RouterStatus[] {
    return this.#all.flatMap((speaker) => speaker.status())
  }

  setPriority(priority: number, instance?: string): boolean {
    return this.#any((speaker) => speaker.setPriority(priority, instance))
  }

  dropToBackup(instance?: string): boolean {
    return this.#any((speaker) => speaker.dropToBackup(instance))
  }

  forceAdvert(instance?: string): boolean {
    return this.#any((speaker) => speaker.forceAdvert(instance))
  }

  pause(): void {
    for (const speaker of this.#all) speaker.pause()
  }

  resume(): void {
    for (const speaker of this.#all) speaker.resume()
  }

  mute(direction: 'rx' | 'tx', muted = true): void {
    for (const speaker of this.#all) speaker.mute(direction, muted)
  }

  shutdown(): void {
    for (const speaker of this.#all) speaker.shutdown()
  }

  /** Every one is asked; a name need be known to one. */
  #any(act: (speaker: Controlled) => boolean): boolean {
    return this.#all.map(act).includes(true)
  }
}
