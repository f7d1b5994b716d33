import type { TracedLine } from '../text.ts'
import { reference } from './sequences.ts'

/** Substitutions in one line: what refers to itself ends here. */
const MAX_SUBSTITUTIONS = 256
const MAX_EXPANDED = 1 << 16

/** `$NAME=value` definitions, in the order of the file, and the built-in `${_...}`. */
export class Variables {
  readonly #values = new Map<string, string>()
  #open: string | undefined

  constructor(configId: string | undefined) {
    if (configId !== undefined) this.#values.set('_INSTANCE', configId)
    this.#values.set('_HASH', '#').set('_BANG', '!')
  }

  /** Whether the line belongs to a definition that the line before left open with a backslash. */
  continues(line: TracedLine): boolean {
    if (this.#open === undefined) return false
    const name = this.#open
    this.#set(name, `${this.#values.get(name)}\n`, line.text.trim())
    return true
  }

  /** Whether the line defines a variable. No blanks before `=`. */
  defines(line: TracedLine): boolean {
    const definition = /^\s*\$(\w+)=(.*)$/.exec(line.text)
    if (definition === null) return false
    this.#set(definition[1]!, '', definition[2]!.trim())
    return true
  }

  /** The line with every known variable replaced; several lines where a value has several. Unknown ones stay as text. */
  replaceIn(line: TracedLine): readonly TracedLine[] {
    if (!line.text.includes('$')) return [line]
    let out = line
    let at = 0
    for (let left = MAX_SUBSTITUTIONS; left > 0 && out.text.length < MAX_EXPANDED; left--) {
      const found = reference(out.text, at)
      if (found === undefined) break
      const value = this.#valueOf(found.name, line)
      if (value === undefined) at = found.from + 1
      else out = out.splice(found.from, found.to, value)
    }
    return out.text.includes('\n') ? splitLines(out) : [out]
  }

  #set(name: string, before: string, text: string): void {
    const more = text.endsWith('\\')
    this.#values.set(name, (before + (more ? text.slice(0, -1).trimEnd() : text)).slice(0, MAX_EXPANDED))
    this.#open = more ? name : undefined
  }

  #valueOf(name: string, line: TracedLine): string | undefined {
    if (name === '_PWD') return line.file.includes('/') ? line.file.replace(/\/[^/]*$/, '') : '.'
    const random = /^_RANDOM(?:\s+(\d+)(?:\s+(\d+))?)?$/.exec(name)
    // Any number will do for a check, but it must be the same in each.
    return random === null ? this.#values.get(name) : (random[1] ?? '0')
  }
}

function splitLines(line: TracedLine): TracedLine[] {
  const parts: TracedLine[] = []
  let from = 0
  for (const part of line.text.split('\n')) {
    parts.push(line.slice(from, from + part.length))
    from += part.length + 1
  }
  return parts
}
