import { VrrpscopeError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import type { Note } from '../note.ts'
import type { Place, TracedLine } from '../text.ts'
import { type Grammar, type Keyword, knows, type Release, TOP } from './grammar.ts'
import { type LexedLine, lexLine, type Word } from './lexer.ts'
import { syntax } from './lines.ts'

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

/** Builds the tree that keepalived of `release` would see, and notes what it would complain about. */
export function parseKeepalived(lines: Iterable<TracedLine>, release: Release, notes: Note[]): Tree {
  const parser = new Parser(release, notes)
  for (const line of lines) parser.take(lexLine(line))
  return parser.end()
}

/** A block that is open: where keywords, entries or nothing of interest is expected. */
interface Frame {
  readonly kind: 'keywords' | 'entries' | 'skipped'
  readonly head: Word
  readonly grammar: Grammar
  readonly statements: Statement[]
  readonly entries: Entry[]
  readonly owner: Statement | undefined
  /** Braces open inside a skipped block. */
  depth: number
  /** The `}` of this skipped block closes the block around it, too. */
  readonly endsParent?: true
}

class Parser {
  readonly #release: Release
  readonly #notes: Note[]
  readonly #stack: Frame[] = []
  readonly #top: Statement[] = []
  readonly #names = new Set<string>()
  /** A block whose `{` has not come yet. */
  #awaited: Frame | undefined
  #openBraces: Word[] = []
  #needs: Release | undefined

  constructor(release: Release, notes: Note[]) {
    this.#release = release
    this.#notes = notes
  }

  take(line: LexedLine): void {
    if (line.unterminated !== undefined) this.#note('unterminated-quote', {}, line.unterminated)
    const first = line.words[0]
    if (first === undefined) return
    const brace = line.words.length > 1 ? undefined : first.text
    if (brace === '{') this.#countOpen(first)
    else if (brace === '}') this.#openBraces.pop()
    const awaited = this.#awaited
    if (awaited !== undefined) {
      this.#awaited = undefined
      if (this.#opens(awaited, first, brace === '{')) return
    }
    const frame = this.#stack.at(-1)
    if (frame?.kind === 'skipped') this.#skip(frame, brace)
    else if (brace === '}') this.#close(first)
    else if (frame?.kind === 'entries') frame.entries.push({ words: line.words })
    else if (brace === '{') this.#note('unexpected-brace', {}, first.place)
    else this.#statement(first, line.words.slice(1), frame)
  }

  end(): Tree {
    const open = this.#openBraces.at(-1)
    const frame = this.#stack.at(-1)
    if (open !== undefined) {
      const where = frame?.head ?? open
      this.#note('missing-close', { count: this.#openBraces.length, block: where.text }, where.place)
    }
    return { statements: this.#top, needs: this.#needs }
  }

  /** Enters the block whose `{` was awaited; true if the line was that brace. */
  #opens(frame: Frame, first: Word, isBrace: boolean): boolean {
    // A VRRP block that is to be skipped is skipped by its braces: without them its lines are read, and lead nowhere.
    const isOurs = frame.grammar !== TOP
    if (!isBrace && frame.kind === 'skipped' && !isOurs) return false
    if (!isBrace && frame.kind !== 'entries') this.#note('missing-open', { block: frame.head.text }, first.place)
    this.#stack.push(isBrace || frame.kind !== 'skipped' ? frame : { ...frame, kind: 'keywords' })
    if (isBrace && frame.kind === 'skipped') frame.depth = 1
    return isBrace
  }

  #skip(frame: Frame, brace: string | undefined): void {
    if (brace === '{') frame.depth++
    else if (brace === '}' && --frame.depth === 0) {
      this.#stack.pop()
      if (frame.endsParent) this.#stack.pop()
    }
  }

  #close(brace: Word): void {
    const frame = this.#stack.pop()
    if (frame === undefined) this.#note('extra-brace', {}, brace.place)
    else if (frame.owner !== undefined) frame.owner.end = brace.place
  }

  #statement(first: Word, args: readonly Word[], frame: Frame | undefined): void {
    const grammar = frame?.grammar ?? TOP
    const spec = knows(grammar, first.text, this.#release)
    if (spec === undefined) {
      this.#unknown(first, grammar, frame)
      return
    }
    if (spec.since !== undefined && (this.#needs === undefined || spec.since > this.#needs)) this.#needs = spec.since
    if (spec.deprecated !== undefined)
      this.#notes.push({
        rule: 'lint/deprecated',
        severity: 'warning',
        message: 'renamed',
        values: { keyword: first.text, instead: spec.deprecated },
        place: first.place,
      })
    if (!this.#isUsable(first, args, spec)) {
      const inside = spec.block ?? grammar
      this.#awaited = {
        kind: 'skipped',
        head: first,
        grammar: inside,
        statements: [],
        entries: [],
        owner: undefined,
        depth: 0,
      }
      return
    }
    if (isSecondGroup(first, frame)) {
      this.#note('group-twice', { group: frame?.owner?.args[0]?.text ?? '' }, first.place)
      const block = { head: first, grammar, statements: [], entries: [], owner: undefined, depth: 0 }
      this.#awaited = { kind: 'skipped', ...block, endsParent: true }
      return
    }
    if (spec.entries && args[0] !== undefined)
      this.#note('extra-words', { keyword: first.text, word: args[0].text }, args[0].place)
    const statements: Statement[] = []
    const entries: Entry[] = []
    const owner: Statement = { keyword: first, args, spec, statements, entries, end: first.place }
    const into = frame?.statements ?? this.#top
    into.push(owner)
    const kind = spec.block !== undefined ? 'keywords' : spec.entries ? 'entries' : spec.foreign ? 'skipped' : undefined
    if (kind === undefined) return
    this.#awaited = { kind, head: first, grammar: spec.block ?? grammar, statements, entries, owner, depth: 0 }
  }

  /** A named block needs its name, else keepalived skips it; and some names must be new. */
  #isUsable(first: Word, args: readonly Word[], spec: Keyword): boolean {
    if (spec.named === undefined) return true
    const name = args[0]
    if (name === undefined || (args.length > 1 && spec.named === 'one-word')) {
      this.#note('needs-one-name', { keyword: first.text }, first.place)
      return false
    }
    const key = `${first.text} ${name.text}`
    const isNew = !this.#names.has(key)
    this.#names.add(key)
    if (isNew || (spec.named === 'first-word' && first.text !== 'bfd_instance')) return true
    this.#note('defined-twice', { keyword: first.text, name: name.text }, name.place)
    return false
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
    const meant = nearest(first.text, grammar.keys())
    const values = {
      word: first.text,
      block: frame?.head.text ?? 'the file',
      ...(meant === undefined ? {} : { nearest: meant }),
    }
    this.#note(meant === undefined ? 'unknown-keyword' : 'misspelt-keyword', values, first.place)
  }

  #countOpen(brace: Word): void {
    this.#openBraces.push(brace)
    if (this.#openBraces.length > MAX_DEPTH)
      throw new VrrpscopeError(
        'config/too-deep',
        `${brace.place.file}:${brace.place.line}: blocks nest deeper than ${MAX_DEPTH}`,
        'close blocks with }: keepalived needs two levels',
      )
  }

  #note(message: string, values: Note['values'], place: Place, severity: Note['severity'] = 'error'): void {
    this.#notes.push(syntax(message, values, place, { severity }))
  }
}

/** keepalived takes the second list of a sync group for the end of the group. */
const isSecondGroup = (word: Word, frame: Frame | undefined): boolean =>
  word.text === 'group' &&
  frame !== undefined &&
  frame.statements.some(({ keyword, entries }) => keyword.text === 'group' && entries.length > 0)

/**
 * What the other processes of keepalived complain about: they pass over the blocks that are not theirs by counting
 * braces, and where a brace is missing or too many they take what is inside for lines outside all blocks.
 */
export function strayLines(lines: Iterable<TracedLine>): Note[] {
  const notes: Note[] = []
  let depth = 0
  let isAwaited = false
  for (const line of lines) {
    const { words } = lexLine(line)
    const first = words[0]
    if (first === undefined) continue
    const brace = words.length > 1 ? undefined : first.text
    if (depth > 0) depth += brace === '{' ? 1 : brace === '}' ? -1 : 0
    else if (isAwaited) depth = brace === '{' ? 1 : 0
    else if (brace === '}') notes.push(syntax('extra-brace', {}, first.place))
    else if (!TOP.has(first.text)) notes.push(syntax('stray', { word: first.text }, first.place))
    else if (TOP.get(first.text)?.named && words.length === 1)
      notes.push(syntax('needs-one-name', { keyword: first.text }, first.place))
    const opens = TOP.get(first.text)
    const isHead = opens?.block !== undefined || opens?.entries || opens?.foreign
    isAwaited = depth === 0 && !isAwaited && isHead === true
  }
  return notes
}
