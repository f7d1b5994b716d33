import type { Controlled } from '../speaker/speakers.ts'

/** What the keys of a terminal do while `speak` runs. */
export const SPEAK_KEYS = 'keys: q quit, p pause or resume, b drop to Backup, a advert now, + and - priority, s state'

const PRIORITY_STEP = 10

/** One key of the operator. */
export class SpeakKeys {
  readonly #speaker: Controlled
  readonly #quit: () => void
  readonly #show: () => void
  readonly #say: (text: string) => void
  #paused = false

  /** `show` prints the state; `say` tells what no event tells. */
  constructor(speaker: Controlled, quit: () => void, show: () => void, say: (text: string) => void) {
    this.#speaker = speaker
    this.#quit = quit
    this.#show = show
    this.#say = say
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
        this.#say(this.#paused ? 'paused: hears and says nothing' : 'resumed')
        break
      case 'b':
        this.#speaker.dropToBackup()
        break
      case 'a':
        this.#speaker.forceAdvert()
        this.#say(
          this.#speaker.status().some(({ state }) => state === 'Active') ? 'advert sent' : 'not Active: no advert',
        )
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
    const priorities = new Set<number>()
    for (const { instance, priority } of this.#speaker.status()) {
      if (priority === 255) continue
      const next = Math.min(254, Math.max(1, priority + by))
      this.#speaker.setPriority(next, instance)
      priorities.add(next)
    }
    if (priorities.size > 0) this.#say(`priority ${[...priorities].join(', ')}`)
  }
}
