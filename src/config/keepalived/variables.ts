import type { TracedLine } from '../text.ts'

/** Substitutions in one line: what refers to itself ends here. */
const MAX_SUBSTITUTIONS = 256
/** keepalived takes what is longer for a line of its own, and leaves a variable that would make a line longer. */
export const MAX_LINE_LENGTH = 1023
/** Characters of a value, all its lines together. */
const MAX_VALUE_LENGTH = 1 << 16

/** `$NAME=value` definitions, in the order of the file, and the built-in `${_...}`. */
export class Variables {
  /** Characters of all lines that a value was put in: values that refer to themselves would have no end. */
  written = 0
  readonly #values = new Map<string, string>()
  #open: string | undefined

  constructor(configId: string | undefined) {
    if (configId !== undefined) this.set('_INSTANCE', configId)
    this.set('_HASH', '#')
    this.set('_BANG', '!')
  }

  set(name: string, value: string): void {
    this.#values.set(name, value.slice(0, MAX_VALUE_LENGTH))
  }

  /** Whether the line belongs to a definition that the line before left open with a backslash. */
  continues({ text }: TracedLine): boolean {
    const name = this.#open
    if (name === undefined) return false
    const before = this.#values.get(name)!
    if (text.endsWith('\\')) this.set(name, before + opened(text))
    else {
      this.set(name, before + text)
      this.endDefinition()
    }
    return true
  }

  /** An empty line ends the definition that is open. */
  endDefinition(): void {
    this.#open = undefined
  }

  /** Whether the line defines a variable. No blanks before `=`. */
  defines({ text }: TracedLine): boolean {
    const definition = /^\$([A-Za-z_]\w*)=[ \t]*(.*)$/.exec(text)
    if (definition === null) return false
    const [, name, value] = definition as unknown as [string, string, string]
    const isOpen = value.endsWith('\\')
    this.set(name, isOpen ? opened(value) : value)
    this.#open = isOpen ? name : undefined
    return true
  }

  /**
   * The line with every known variable replaced, and the further lines of a value that has several; undefined where there
   * is none. Unknown ones stay as text, and so does one of several lines that something follows.
   */
  replaceIn(line: TracedLine): readonly [TracedLine, ...TracedLine[]] | undefined {
    let out = line
    let more: TracedLine[] = []
    let at = 0
    let hasFound = false
    for (let left = MAX_SUBSTITUTIONS; left > 0; left--) {
      const found = reference(out.text, at)
      if (found === undefined) break
      const value = this.#valueOf(found.name, line)
      at = found.from
      if (value === undefined || (value.includes('\n') && found.to < out.text.length)) {
        at++
        continue
      }
      const [first, ...rest] = splitLines(out.splice(found.from, found.to, value))
      if (first.text.length > MAX_LINE_LENGTH) break
      hasFound = true
      this.written += first.text.length
      out = first
      more = [...rest, ...more]
      if (/^[ \t]*~/.test(value)) break
    }
    return hasFound ? [out, ...more] : undefined
  }

  #valueOf(name: string, line: TracedLine): string | undefined {
    if (name === '_PWD') return line.file.includes('/') ? line.file.replace(/\/[^/]*$/, '') : '.'
    const random = /^_RANDOM(?: +(\d+)(?: +(\d+))?)?$/.exec(name)
    // Any number will do for a check, but it must be the same in each.
    return random === null ? this.#values.get(name) : (random[1] ?? '0')
  }
}

/** A line of a definition that another follows; empty ones are left out. */
function opened(text: string): string {
  const line = text.slice(0, -1).replace(/[ \t]+$/, '')
  return line === '' ? '' : `${line}\n`
}

function splitLines(line: TracedLine): [TracedLine, ...TracedLine[]] {
  const parts: TracedLine[] = []
  let from = 0
  for (const part of line.text.split('\n')) {
    parts.push(line.slice(from, from + part.length))
    from += part.length + 1
  }
  return parts as [TracedLine, ...TracedLine[]]
}

/**
 * The next `${NAME}` or `$NAME` at or after `at`. Without braces only a blank, a comma, `)` or the end of the line ends a
 * name: keepalived leaves `10.0.0.$N/24` alone.
 */
function reference(text: string, at: number): { name: string; from: number; to: number } | undefined {
  REFERENCE.lastIndex = at
  const match = REFERENCE.exec(text)
  if (match === null) return undefined
  return { name: (match[1] ?? match[2])!, from: match.index, to: match.index + match[0].length }
}

const REFERENCE = /\$(?:\{([A-Za-z_]\w*(?: *\d[\d ]*(?<! ))?)\}|([A-Za-z_]\w*)(?=[ \t,)]|$))/g
