import { printable } from '../core/printable.ts'
import type { Ns } from '../core/time.ts'
import { Terminal } from '../edge/terminal.ts'
import { plural } from '../report/style.ts'
import type { LiveEvent } from '../view/journal.ts'
import { eventLine, isWorthALine } from '../view/lines.ts'
import { type Screen, screenOf } from '../view/screen.ts'
import { INITIAL_VIEW, press } from '../view/state.ts'
import type { Io } from './io.ts'
import type { LivePart, LiveSession } from './live-session.ts'
import type { LiveWords } from './live-words.ts'

const MAX_LOG = 500

/** The screen that people leave open. `quit` is called when they do not. */
export class LiveView implements LivePart {
  readonly #io: Io
  readonly #session: LiveSession
  readonly #words: LiveWords
  readonly #quit: () => void
  readonly #terminal: Terminal
  readonly #log: string[] = []
  #state = INITIAL_VIEW
  #screen: Screen = { lines: [], keys: [] }
  #frames = 0

  constructor(io: Io, session: LiveSession, words: LiveWords, quit: () => void) {
    this.#io = io
    this.#session = session
    this.#words = words
    this.#quit = quit
    this.#terminal = new Terminal(
      io.host.stdin,
      io.host.stdout,
      (key) => this.#press(key),
      () => this.#draw(),
    )
  }

  /** A remark, among the events. */
  note(text: string): void {
    this.#remember(this.#words.paint('dim', printable(text)))
  }

  onFrame(): void {
    this.#frames++
  }

  onEvent(event: LiveEvent): void {
    if (isWorthALine(event, false)) this.#remember(eventLine(event, this.#words))
  }

  onTick(_now: Ns): void {
    if (this.#terminal.isDue && !this.#state.paused) this.#draw()
  }

  close(): void {
    this.#terminal.close()
  }

  #press(key: string): void {
    this.#state = press(this.#state, key, this.#screen.keys)
    if (this.#state.quit) this.#quit()
    else this.#draw()
  }

  #draw(): void {
    const { observer, engine } = this.#session.analysis
    const backends = this.#session.backends.join(', ')
    const routers = plural(observer.virtualRouters.length, 'virtual router')
    const title = `vrrpscope  ${backends}  ${routers}  ${plural(this.#frames, 'frame')}`
    const scene = {
      world: observer,
      findings: engine.findings(),
      now: this.#session.now(),
      title,
      log: this.#log,
      words: this.#words,
      unicode: this.#io.unicode,
    }
    this.#screen = screenOf(scene, this.#state, this.#terminal.columns, this.#terminal.rows)
    this.#terminal.draw(this.#screen.lines)
  }

  #remember(line: string): void {
    this.#log.push(line)
    if (this.#log.length > MAX_LOG) this.#log.shift()
  }
}
