import { type Ip, parseIp } from '../../core/address.ts'
import type { Note } from '../note.ts'
import type { Place } from '../text.ts'
import { syntax } from './lines.ts'
import type { Statement } from './parser.ts'

/** A value that was written, with its place. */
export interface Written<T> {
  readonly value: T
  readonly place: Place
}

/**
 * Reads the arguments of statements as their keyword asks, and notes those that it cannot take: keepalived then goes
 * on as if the line were not there, unless the value is missing altogether, which makes 2.2 give up.
 */
export class ValueReader {
  readonly notes: Note[]
  readonly instance: string | undefined

  constructor(notes: Note[], instance?: string) {
    this.notes = notes
    this.instance = instance
  }

  /** Checks that the values a statement must have are there and in range; what has no number is only counted. */
  check(statement: Statement): boolean {
    const { spec } = statement
    switch (spec.value.kind) {
      case 'integer':
      case 'seconds':
        return this.number(statement) !== undefined
      case 'bool':
        return this.bool(statement) !== undefined
      case 'pattern':
        return this.pattern(statement, spec.value)
      case 'words':
        if (statement.args.length >= spec.value.least) return true
        this.missing(statement)
        return false
    }
  }

  /** The number of an `integer` or `seconds` statement. */
  number(statement: Statement): Written<number> | undefined {
    const { value } = statement.spec
    if (value.kind !== 'integer' && value.kind !== 'seconds') return undefined
    const word = statement.args[0]
    if (word === undefined) {
      if (!value.optional) this.missing(statement)
      return undefined
    }
    // As strtol and strtod do: blanks before it are passed over, and nothing at all is 0.
    const form =
      value.kind === 'seconds' ? /^(\+?(\d+\.?\d*|\.\d+))?$/ : value.min < 0 ? /^([+-]?\d+)?$/ : /^(\+?\d+)?$/
    const text = word.text.trimStart()
    const number = Number(text)
    if (form.test(text) && number >= value.min && number <= value.max) return { value: number, place: word.place }
    this.complain(
      'bad-number',
      { keyword: statement.keyword.text, value: word.text, min: value.min, max: value.max },
      word,
    )
    return undefined
  }

  /** on, true, yes or nothing at all; off, false, no. */
  bool(statement: Statement): Written<boolean> | undefined {
    const word = statement.args[0]
    if (word === undefined) return { value: true, place: statement.keyword.place }
    const { text } = word
    if (['on', 'true', 'yes'].includes(text)) return { value: true, place: word.place }
    if (['off', 'false', 'no'].includes(text)) return { value: false, place: word.place }
    this.complain('bad-boolean', { keyword: statement.keyword.text, value: word.text }, word)
    return undefined
  }

  /** Whether the arguments look as they should. */
  pattern(statement: Statement, { form, what }: { readonly form: RegExp; readonly what: string }): boolean {
    const value = statement.args.map(({ text }) => text).join(' ')
    if (form.test(value)) return true
    if (statement.args.length === 0)
      this.complain('needs', { keyword: statement.keyword.text, what }, statement.keyword)
    else this.complain('unlike', { keyword: statement.keyword.text, value, what }, statement.args[0]!)
    return false
  }

  /** The first argument as it stands. */
  word(statement: Statement): Written<string> | undefined {
    const word = statement.args[0]
    if (word !== undefined) return { value: word.text, place: word.place }
    this.missing(statement)
    return undefined
  }

  /** The address that the first argument is. */
  address(statement: Statement): Written<Ip> | undefined {
    const word = statement.args[0]
    if (word === undefined) {
      this.missing(statement)
      return undefined
    }
    const ip = socketAddress(word.text)
    if (ip !== undefined) return { value: ip, place: word.place }
    this.complain('bad-address', { keyword: statement.keyword.text, value: word.text }, word)
    return undefined
  }

  missing(statement: Statement): void {
    this.complain('missing-value', { keyword: statement.keyword.text }, statement.keyword)
  }

  /** A note of lint/syntax at a word. */
  complain(message: string, values: Note['values'], at: { readonly place: Place }, severity?: Note['severity']): void {
    this.notes.push(
      syntax(message, values, at.place, {
        ...(severity === undefined ? {} : { severity }),
        ...(this.instance === undefined ? {} : { instance: this.instance }),
      }),
    )
  }

  /** A note of another rule. */
  note(
    rule: string,
    severity: Note['severity'],
    message: string,
    values: Note['values'],
    at: { readonly place: Place },
  ) {
    this.notes.push({
      rule,
      severity,
      message,
      values,
      place: at.place,
      ...(this.instance === undefined ? {} : { instance: this.instance }),
    })
  }
}

/** The address that a word begins with: a prefix length or the end of a range behind it is passed over. */
export const socketAddress = (text: string): Ip | undefined => parseIp(text.split(text.includes('-') ? '-' : '/')[0]!)

/** Rules of the kernel's routing policy: not VRRP's, but keepalived wants a preference in each. */
export function checkRules(block: Statement, read: ValueReader): void {
  for (const { words } of block.entries)
    if (words[0] !== undefined && !words.some((word) => /^(pref|preference|prio|priority|order)$/.test(word.text)))
      read.complain('rule-without-preference', {}, words[0], 'warning')
}

/** A group of interfaces whose announcements are spaced: it needs a time. `taken` are interfaces of other groups. */
export function checkGarpGroup(block: Statement, taken: Set<string>, read: ValueReader): void {
  let timed = false
  for (const line of block.statements) {
    if (read.check(line) && line.keyword.text.endsWith('_interval')) timed = true
    const names = line.spec.entries ? line.entries.flatMap(({ words }) => words) : line.args.slice(0, 1)
    if (!line.keyword.text.startsWith('interface')) continue
    for (const name of names) {
      if (taken.has(name.text)) read.complain('garp-interface-taken', { name: name.text }, name)
      taken.add(name.text)
    }
  }
  if (!timed) read.complain('garp-group-without-time', {}, { place: block.end })
}

/** Interfaces whose link is polled, each with the way how. */
export function checkLinkbeat(block: Statement, read: ValueReader): void {
  for (const { words } of block.entries) {
    const [, way, more] = words
    const extra = way !== undefined && !/^(MII|ETHTOOL|IOCTL)$/.test(way.text) ? way : more
    if (extra !== undefined) read.complain('unknown-option', { option: extra.text, of: block.keyword.text }, extra)
  }
}

/** A track group lists its members. */
export function checkTrackGroup(block: Statement, read: ValueReader): void {
  for (const { keyword, entries, end } of block.statements)
    if (entries.length === 0) read.complain('block-empty', { keyword: keyword.text }, { place: end }, 'warning')
}
