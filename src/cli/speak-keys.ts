import type { Controlled } from '../speaker/speakers.ts'

/** What the keys of a terminal do while `speak` runs. */
export const SPEAK_KEYS = 'keys: q quit, p pause or resume, b drop to Backup, a advert now, + and - priority, s state'

const PRIORITY_STEP = 10

/** One key of the operator. */
export class SpeakKeys {
  readonly #speaker: Controlled
  readonly #quit: () => void
  readonly #show: () => void
  #paused = false

  /** `show` prints the state. */
  constructor(speaker: Controlled, quit: () => void, show: () => void) {
    this.#speaker = speaker
    this.#quit = quit
    this.#show = show
  }

  press(key: string): void {
    switch (key) {
      case 'q':
      case 'ctrl-c':
        this.#quit()
        break
      case 'p':
        this.#paused = !this.#paused
        if (this.#paused) this.#speaker.pause()
        else this.#speaker.resume()
        break
      case 'b':
        this.#speaker.dropToBackup()
        break
      case 'a':
        this.#speaker.forceAdvert()
        break
      case '+':
        this.#shift(PRIORITY_STEP)
        break
      case '-':
        this.#shift(-PRIORITY_STEP)
        break
      case 's':
        this.#show()
        break
    }
  }

  /** An owner's 255 is nobody's to change. */
  #shift(by: number): void {
    for (const { instance, priority } of this.#speaker.status())
      if (priority < 255) this.#speaker.setPriority(Math.min(254, Math.max(1, priority + by)), instance)
  }
}
