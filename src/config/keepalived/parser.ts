import { VrrpscopeError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import type { Note } from '../note.ts'
import type { Place, TracedLine } from '../text.ts'
import { type Grammar, type Keyword, knows, type Release, TOP } from './grammar.ts'
import { lexLine, type Word } from './lexer.ts'
import { syntax } from './lines.ts'
import { PROCESSES, type Process, reads } from './processes.ts'
import { socketAddress } from './values.ts'

/** A line of the configuration whose keyword is known where it stands, with what its block holds. */
export interface Statement {
  readonly keyword: Word
  readonly args: readonly Word[]
  readonly spec: Keyword
  /** The statements of a keyword block. */
  readonly statements: readonly Statement[]
  /** The lines of a block of entries. */
  readonly entries: readonly Entry[]
  /** The `}` of its block, else the keyword. */
  end: Place
}

export interface Entry {
  readonly words: readonly Word[]
}

export interface Tree {
  readonly statements: readonly Statement[]
  /** The newest release that a keyword of this file asks for. */
  readonly needs: Release | undefined
}

/** Blocks of VRRP nest two deep; a bound on what other blocks may claim. */
export const MAX_DEPTH = 64

/** Builds the tree that keepalived of `release` would see, and notes what its processes would complain about. */
export function parseKeepalived(lines: Iterable<TracedLine>, release: Release, notes: Note[]): Tree {
  const statements: Statement[] = []
  const parsers = PROCESSES.map((process) => new Parser(process, release, statements))
  const ofAll: Note[] = []
  const openBraces: Word[] = []
  for (const line of lines) {
    const { words, unterminated } = lexLine(line)
    if (unterminated !== undefined) ofAll.push(syntax('unterminated-quote', {}, unterminated))
    const first = words[0]
    if (first === undefined) continue
    if (line.text.trim() === '{') countOpen(openBraces, first)
    else if (line.text.trim() === '}' && openBraces.pop() === undefined)
      ofAll.push(syntax('extra-brace', {}, first.place))
    for (const parser of parsers) parser.take(words)
  }
  const open = openBraces.at(-1)
  if (open !== undefined) {
    const where = parsers[0]!.openHead ?? open
    ofAll.push(syntax('missing-close', { count: openBraces.length, block: where.text }, where.place))
  }
  const [first, ...others] = parsers
  notes.push(...without([...ofAll, ...first!.notes], notes, noteKey))
  for (const { notes: more } of others) notes.push(...without(more, notes, complaintKey))
  const needs = parsers.flatMap((parser) => parser.needs ?? [])
  return { statements, needs: needs.sort().at(-1) }
}

/** The notes of `more` whose key no note of `notes` has. */
function without(more: readonly Note[], notes: readonly Note[], key: (note: Note) => string): Note[] {
  const said = new Set(notes.map(key))
  return more.filter((note) => !said.has(key(note)))
}

const noteKey = ({ rule, message, place }: Note): string =>
  `${rule} ${message} ${place.file}:${place.line}:${place.column}`

/** Of a line that one process has complained about, the next has nothing to add. */
const complaintKey = (note: Note): string =>
  note.rule === 'lint/syntax' ? `${note.place.file}:${note.place.line}` : noteKey(note)

function countOpen(open: Word[], brace: Word): void {
  open.push(brace)
  if (open.length > MAX_DEPTH)
    throw new VrrpscopeError(
      'config/too-deep',
      `${brace.place.file}:${brace.place.line}: blocks nest deeper than ${MAX_DEPTH}`,
      'close blocks with }: keepalived needs two levels',
    )
}

/** A statement that may still grow. */
interface Growing extends Statement {
  readonly statements: Statement[]
  readonly entries: Entry[]
}

/** A block that is open. */
interface Frame {
  readonly kind: 'keywords' | 'entries'
  readonly head: Word
  readonly grammar: Grammar
  /** What its lines go to. */
  readonly block: Growing
  /** Whether its `{` has not come yet. */
  isAwaiting: boolean
}

/** What one process makes of the lines. */
class Parser {
  readonly notes: Note[] = []
  needs: Release | undefined
  readonly #process: Process
  readonly #release: Release
  readonly #top: Statement[]
  readonly #stack: Frame[] = []
  /** Named blocks by keyword and name. */
  readonly #named = new Map<string, Statement>()
  /** The last block of each keyword outside all blocks. */
  readonly #last = new Map<string, Growing>()
  /** The block that is passed over, and the braces that are open in it; 0 while its `{` has not come. */
  #skipped: { readonly head: Word; readonly block: Statement | undefined; depth: number } | undefined

  constructor(process: Process, release: Release, top: Statement[]) {
    this.#process = process
    this.#release = release
    this.#top = top
  }

  get openHead(): Word | undefined {
    return this.#skipped?.head ?? this.#stack.at(-1)?.head
  }

  take(words: readonly Word[]): void {
    const first = words[0]!
    const frame = this.#stack.at(-1)
    if (frame?.kind === 'entries') this.#entry(frame, words)
    else if (this.#skips(words, frame)) return
    else if (frame?.isAwaiting) {
      frame.isAwaiting = false
      if (first.text === '{') return
      this.#note('missing-open', { block: frame.head.text }, first.place)
      this.#line(first, words, frame)
    } else if (first.text === '{') this.#note('unexpected-brace', {}, first.place)
    else this.#line(first, words, frame)
  }

  #line(first: Word, words: readonly Word[], frame: Frame | undefined): void {
    if (first.text === '}') this.#close(first)
    else this.#statement(first, words.slice(1), frame)
  }

  /** Whether a line belongs to a block that is passed over. The end of one inside a block ends that one, too. */
  #skips(words: readonly Word[], frame: Frame | undefined): boolean {
    const skipped = this.#skipped
    if (skipped === undefined) return false
    if (skipped.depth === 0 && words[0]!.text !== '{') {
      this.#skipped = undefined
      return false
    }
    if (frame !== undefined) frame.isAwaiting = false
    for (const { text, place } of words) {
      if (text === '{') skipped.depth++
      else if (text === '}' && --skipped.depth === 0) {
        if (skipped.block !== undefined) skipped.block.end = place
        this.#skipped = undefined
        this.#stack.pop()
        return true
      }
    }
    return true
  }

  #entry(frame: Frame, words: readonly Word[]): void {
    let entry = words
    if (frame.isAwaiting && entry[0]!.text === '{') entry = entry.slice(1)
    frame.isAwaiting = false
    const end = entry.at(-1)
    if (end?.text === '}') entry = entry.slice(0, -1)
    if (entry.length > 0) frame.block.entries.push({ words: entry })
    if (end?.text === '}') this.#close(end)
  }

  #close(brace: Word): void {
    const frame = this.#stack.pop()
    if (frame === undefined) this.#note('extra-brace', {}, brace.place)
    else if (frame.head === frame.block.keyword) frame.block.end = brace.place
  }

  #statement(first: Word, args: readonly Word[], frame: Frame | undefined): void {
    const grammar = frame?.grammar ?? TOP
    const spec = knows(grammar, first.text, this.#release)
    if (spec === undefined) {
      this.#unknown(first, grammar, frame)
      return
    }
    const isOurs = frame !== undefined || reads(this.#process, first.text)
    if (!isOurs) {
      this.#skip(first, args)
      return
    }
    if (spec.since !== undefined && (this.needs === undefined || spec.since > this.needs)) this.needs = spec.since
    if (spec.deprecated !== undefined)
      this.notes.push({
        rule: 'lint/deprecated',
        severity: 'warning',
        message: 'renamed',
        values: { keyword: first.text, instead: spec.deprecated },
        place: first.place,
      })
    if (isSecondGroup(first, frame)) {
      this.#note('group-twice', { group: frame?.block.args[0]?.text ?? '' }, first.place)
      this.#skip(first, [])
      return
    }
    const isAwaiting = args.at(-1)?.text !== '{'
    const named = isAwaiting || spec.block === undefined ? args : args.slice(0, -1)
    const fresh: Growing = { keyword: first, args: named, spec, statements: [], entries: [], end: first.place }
    const isUsable = this.#isUsable(fresh)
    if (!isUsable) this.#skip(first, [])
    else if (frame !== undefined) frame.block.statements.push(fresh)
    // What another process has taken from this line is in the tree already.
    else if (this.#top.at(-1)?.keyword !== first) this.#top.push(fresh)
    // Without a `{` a block that cannot be used is read all the same: its lines go to the block of its kind before it.
    const block = isUsable ? fresh : (this.#last.get(first.text) ?? fresh)
    if (frame === undefined) this.#last.set(first.text, block)
    const into = { head: first, block, isAwaiting }
    if (spec.block !== undefined) this.#stack.push({ kind: 'keywords', grammar: spec.block, ...into })
    else if (spec.foreign) this.#skip(first, args, fresh)
    else if (spec.entries) this.#entries({ kind: 'entries', grammar, ...into, isAwaiting: true }, args)
  }

  /** A block of entries; its brace may stand in quotes on the line of the keyword. */
  #entries(frame: Frame, args: readonly Word[]): void {
    this.#stack.push(frame)
    const extra = args[0]
    if (extra?.text === '{') this.#entry(frame, args)
    else if (extra !== undefined) this.#note('extra-words', { keyword: frame.head.text, word: extra.text }, extra.place)
  }

  /** Passes over the block that comes; if no `{` follows there is none. */
  #skip(head: Word, args: readonly Word[], block?: Statement): void {
    this.#skipped = { head, block, depth: args.at(-1)?.text === '{' ? 1 : 0 }
  }

  /** A named block needs its name, else keepalived skips it; and some names must be new. */
  #isUsable(statement: Statement): boolean {
    const { keyword, args, spec } = statement
    if (spec.named === undefined) return true
    const name = args[0]
    if (name === undefined || (args.length > 1 && spec.named === 'one-word')) {
      this.#note('needs-one-name', { keyword: keyword.text }, keyword.place)
      return false
    }
    const key = `${keyword.text} ${name.text}`
    if (this.#isTaken(this.#named.get(key))) {
      this.#note('defined-twice', { keyword: keyword.text, name: name.text }, name.place)
      return false
    }
    this.#named.set(key, statement)
    return true
  }

  #isTaken(other: Statement | undefined): boolean {
    if (other === undefined) return false
    if (other.keyword.text !== 'bfd_instance') return other.spec.named === 'one-word'
    // A session without a neighbour is forgotten, and by VRRP and the checkers one that names only the other of them.
    const has = (keyword: RegExp): boolean => other.statements.some((line) => keyword.test(line.keyword.text))
    if (this.#process === 'bfd') {
      const neighbors = other.statements.filter(({ keyword }) => /^neighbou?r_ip$/.test(keyword.text))
      return neighbors.length > 0 && neighbors.every(({ args }) => socketAddress(args[0]?.text ?? '') !== undefined)
    }
    return has(this.#process === 'vrrp' ? /^vrrp$/ : /^checker$/) || !has(/^(vrrp|checker)$/)
  }

  #unknown(first: Word, grammar: Grammar, frame: Frame | undefined): void {
    const newer = grammar.get(first.text)?.since
    if (newer !== undefined) {
      this.#note(
        'newer-keyword',
        { word: first.text, block: frame?.head.text ?? 'the file', since: newer },
        first.place,
      )
      return
    }
    if (frame === undefined && this.#process !== 'vrrp') {
      this.#note('stray', { word: first.text }, first.place)
      return
    }
    const meant = nearest(first.text, grammar.keys())
    const values = {
      word: first.text,
      block: frame?.head.text ?? 'the file',
      ...(meant === undefined ? {} : { nearest: meant }),
    }
    this.#note(meant === undefined ? 'unknown-keyword' : 'misspelt-keyword', values, first.place)
  }

  #note(message: string, values: Note['values'], place: Place, severity: Note['severity'] = 'error'): void {
    this.notes.push(syntax(message, values, place, { severity }))
  }
}

/** keepalived takes the second list of a sync group for the end of the group. */
const isSecondGroup = (word: Word, frame: Frame | undefined): boolean =>
  word.text === 'group' &&
  frame !== undefined &&
  frame.block.statements.some(({ keyword, entries }) => keyword.text === 'group' && entries.length > 0)
