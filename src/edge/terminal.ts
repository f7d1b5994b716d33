// A screen of our own on the user's terminal, given back as it was, whatever happens to us.

const ENTER = '\x1b[?1049h\x1b[?25l' // other screen, no cursor
const LEAVE = '\x1b[?25h\x1b[?1049l\x1b[0m'
const CLEAR_REST_OF_LINE = '\x1b[K'
const MIN_REDRAW_MS = 100

const KEYS: Readonly<Record<string, string>> = {
  '\x03': 'ctrl-c',
  '\r': 'enter',
  '\n': 'enter',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1bOA': 'up',
  '\x1bOB': 'down',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
}

export class Terminal {
  readonly #stdin: NodeJS.ReadStream
  readonly #stdout: NodeJS.WriteStream
  readonly #onKey: (key: string) => void
  readonly #onResize: () => void
  readonly #restore = () => this.close()
  readonly #onData = (chunk: Buffer) => {
    for (const key of keysOf(chunk.toString('utf8'))) this.#onKey(key)
  }
  #shown: readonly string[] = []
  #drawnAtMs = Number.NEGATIVE_INFINITY
  #open = true

  /** Takes the terminal over until `close`; also an exit or a crash gives it back. */
  constructor(
    stdin: NodeJS.ReadStream,
    stdout: NodeJS.WriteStream,
    onKey: (key: string) => void,
    onResize: () => void,
  ) {
    this.#stdin = stdin
    this.#stdout = stdout
    this.#onKey = onKey
    this.#onResize = () => {
      this.#shown = []
      onResize()
    }
    process.on('exit', this.#restore)
    stdout.on('resize', this.#onResize)
    stdout.write(ENTER)
    if (!stdin.isTTY) return
    stdin.setRawMode(true)
    stdin.on('data', this.#onData)
    stdin.resume()
  }

  get columns(): number {
    return Math.max(20, this.#stdout.columns || 80)
  }

  get rows(): number {
    return Math.max(5, this.#stdout.rows || 24)
  }

  /** Whether enough time has passed since the last drawing: ten a second are plenty. */
  get isDue(): boolean {
    return performance.now() - this.#drawnAtMs >= MIN_REDRAW_MS
  }

  /** Writes the lines that changed. */
  draw(lines: readonly string[]): void {
    if (!this.#open) return
    this.#drawnAtMs = performance.now()
    const first = this.#shown.length === 0 ? '\x1b[2J' : ''
    const changed = lines.flatMap((line, i) =>
      line === this.#shown[i] ? [] : `\x1b[${i + 1};1H${line}${CLEAR_REST_OF_LINE}`,
    )
    this.#shown = lines
    if (changed.length > 0) this.#stdout.write(first + changed.join(''))
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    process.off('exit', this.#restore)
    this.#stdout.off('resize', this.#onResize)
    this.#stdin.off('data', this.#onData)
    if (this.#stdin.isTTY) {
      this.#stdin.setRawMode(false)
      this.#stdin.pause()
    }
    this.#stdout.write(LEAVE)
  }
}

/** The keys of one read: escape sequences whole, the rest by character. Unknown sequences are left out. */
export function keysOf(text: string): string[] {
  const parts = text.match(/\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])|[\s\S]/gu) ?? []
  return parts.flatMap((part) => KEYS[part] ?? (part.length === 1 && part >= ' ' ? part : []))
}
