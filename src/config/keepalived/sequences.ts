import type { TracedLine } from '../text.ts'

/** One `~SEQ` may count this far. */
const MAX_REPETITIONS = 65_536
/** keepalived copies the numbers of a `~SEQ` to a buffer of 64 bytes. */
const MAX_PARAMETERS = 62

export interface Repetition {
  /** The line that is repeated. */
  readonly line: TracedLine
  /** What the variables are set to, time by time. */
  readonly rounds: Iterable<Round>
}

/** Whether the line is to be repeated. */
export const isRepetition = (line: TracedLine): boolean => /^~(SEQ|LST)/.test(line.text)

/**
 * `~SEQ(VAR, start[, step], end) rest`, `~SEQx(...)` in hexadecimal; `~LST(VAR, v1, v2...) rest`,
 * `~LST({A,B}, {a1,b1}, ...) rest`. `replaced` puts variables in. Undefined: it cannot be read.
 */
export function repetition(line: TracedLine, replaced: (text: string) => string): Repetition | undefined {
  const head = /^~(SEQx?|LST)[ \t]*\(/.exec(line.text)
  if (head === null) return undefined
  const reader = new Cursor(line.text, head[0].length)
  const rounds = head[1] === 'LST' ? listed(reader) : counted(reader, head[1] === 'SEQx', replaced)
  if (rounds === undefined) return undefined
  reader.blanks()
  return { line: line.slice(reader.at), rounds }
}

type Round = readonly (readonly [name: string, value: string])[]

function counted(reader: Cursor, isHex: boolean, replaced: (text: string) => string): Iterable<Round> | undefined {
  const parts = /^[ \t]*([^ \t,)]+)[ \t]*[^)]([^)]*)\)/.exec(reader.rest)
  if (parts === null || parts[2]!.length > MAX_PARAMETERS) return undefined
  reader.at += parts[0].length
  const name = parts[1]!
  // As strtol with base 0 reads them; nothing at all is 0.
  const words = replaced(parts[2]!)
    .split(',')
    .map((word) => word.trim())
  if (words.length > 3 || words.some((word) => !/^([+-]?(0x[\da-f]+|0[0-7]*|[1-9]\d*))?$/i.test(word))) return undefined
  const numbers = words.map(integer)
  const to = numbers.at(-1)!
  const from = numbers.length === 1 ? (to < 0 ? -1 : 1) : numbers[0]!
  const step = numbers.length === 3 ? numbers[1]! : numbers.length === 1 ? (to < 1 ? -1 : 1) : from <= to ? 1 : -1
  if (step === 0 || (from < to && step < 0) || (from > to && step > 0)) return undefined
  if (Math.abs(to - from) / Math.abs(step) > MAX_REPETITIONS || (isHex && (from < 0 || to < 0))) return undefined
  return count(name, from, step, to, isHex ? 16 : 10)
}

function* count(name: string, from: number, step: number, to: number, radix: number): Generator<Round> {
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) yield [[name, n.toString(radix)]]
}

function integer(word: string): number {
  const sign = word.startsWith('-') ? -1 : 1
  const digits = word.replace(/^[+-]/, '')
  return sign * (/^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits))
}

function listed(reader: Cursor): Iterable<Round> | undefined {
  const names = reader.tuple()
  if (names === undefined || !reader.takes(',')) return undefined
  const rounds: Round[] = []
  do {
    const values = reader.tuple()
    if (values === undefined || values.length > names.length) return undefined
    rounds.push(names.map((name, i) => [name, values[i] ?? ''] as const))
  } while (reader.takes(','))
  return reader.takes(')') ? rounds : undefined
}

class Cursor {
  readonly #text: string
  at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  get rest(): string {
    return this.#text.slice(this.at)
  }

  blanks(): void {
    this.at += /^[ \t]*/.exec(this.rest)![0].length
  }

  takes(character: string): boolean {
    this.blanks()
    if (this.#text[this.at] !== character) return false
    this.at++
    return true
  }

  /** `a`, or `{a, b}`. */
  tuple(): string[] | undefined {
    if (!this.takes('{')) return [this.#word()]
    const words: string[] = []
    do words.push(this.#word())
    while (this.takes(','))
    return this.takes('}') ? words : undefined
  }

  #word(): string {
    this.blanks()
    const word = /^[^ \t,})]*/.exec(this.rest)![0]
    this.at += word.length
    return word
  }
}
