import { VrrpscopeError } from '../../core/errors.ts'
import { expandBraces } from '../braces.ts'
import type { Note } from '../note.ts'
import { type IncludeReader, type SourceText, TracedLine } from '../text.ts'
import { splitAtBraces, withoutComment } from './lexer.ts'
import { repetitions } from './sequences.ts'
import { Variables } from './variables.ts'

export interface LineOptions {
  /** What `keepalived -i ID` would be given: decides `@ID` lines. */
  readonly configId: string | undefined
  readonly include: IncludeReader
}

/** Includes may nest this deep. */
export const MAX_INCLUDE_DEPTH = 16
/** Lines after includes and repetitions. */
export const MAX_LINES = 50_000

/**
 * The lines that keepalived's parser sees: comments gone, includes read, conditions decided, variables replaced,
 * sequences unrolled, every brace on a line of its own. `files` grows by each file read.
 */
export function* configurationLines(
  source: SourceText,
  options: LineOptions,
  notes: Note[],
  files: SourceText[],
): Generator<TracedLine> {
  const budget = { lines: MAX_LINES }
  const variables = new Variables(options.configId)
  yield* linesOf(source, [], { ...options, notes, files, budget, variables })
}

interface Reading extends LineOptions {
  readonly notes: Note[]
  readonly files: SourceText[]
  readonly budget: { lines: number }
  readonly variables: Variables
}

function* linesOf(source: SourceText, chain: readonly string[], run: Reading): Generator<TracedLine> {
  if (chain.includes(source.name))
    throw new VrrpscopeError(
      'config/include-loop',
      `${source.name} includes itself: ${[...chain.slice(chain.indexOf(source.name)), source.name].join(' -> ')}`,
      'remove one of these include lines',
    )
  if (chain.length >= MAX_INCLUDE_DEPTH)
    throw new VrrpscopeError(
      'config/include-depth',
      `${source.name} is included more than ${MAX_INCLUDE_DEPTH} levels deep`,
      'flatten the chain of include lines',
    )
  run.files.push(source)
  let number = 0
  for (const raw of physicalLines(source.text)) {
    number++
    if (raw.length > MAX_LINE_LENGTH)
      run.notes.push(
        syntax('line-too-long', { length: raw.length }, { file: source.name, line: number, column: MAX_LINE_LENGTH }),
      )
    const line = new TracedLine(source.name, number, withoutComment(raw.slice(0, MAX_LINE_LENGTH)).trimEnd())
    if (line.text.trim() === '') continue
    const included = INCLUDE.exec(line.text)
    if (included === null) yield* statements(line, run)
    else yield* includedLines(line, included[1]!, included[2]!, [...chain, source.name], run)
  }
}

function* includedLines(
  line: TracedLine,
  keyword: string,
  pattern: string,
  chain: readonly string[],
  run: Reading,
): Generator<TracedLine> {
  const found = run.include(pattern, line.file)
  const alternatives = pattern.includes('{') ? expandBraces(pattern) : []
  if (found.length === 0 || alternatives.some((one) => run.include(one, line.file).length === 0))
    run.notes.push({
      rule: 'lint/include-missing',
      severity: keyword === 'include' ? 'info' : 'warning',
      message: 'missing',
      values: { pattern },
      place: line.place(line.text.indexOf(pattern)),
    })
  for (const file of found) yield* linesOf(file, chain, run)
}

/** What one physical line comes to, in keepalived's order: condition, definition, repetition, variables, braces. */
function* statements(line: TracedLine, run: Reading): Generator<TracedLine> {
  const { variables } = run
  if (variables.continues(line)) return
  const meant = conditional(line, run.configId)
  if (meant === undefined) return
  if (variables.defines(meant)) {
    const quotes = meant.text.split('"').length - 1
    if (quotes % 2 === 1) run.notes.push(syntax('unterminated-quote', {}, meant.place(meant.text.lastIndexOf('"'))))
    return
  }
  // No line goes on in the next but that of a definition: keepalived takes the backslash to the last word.
  const end = /\s+\\$/.exec(meant.text)
  const repeated = repetitions(end === null ? meant : meant.splice(end.index, meant.text.length, '\\'))
  if (repeated === undefined)
    run.notes.push(syntax('bad-sequence', { text: meant.text.trim() }, meant.place(meant.text.search(/\S/))))
  for (const one of repeated ?? []) {
    for (const replaced of variables.replaceIn(one)) {
      const text = replaced === one ? replaced : replaced.slice(0, withoutComment(replaced.text).length)
      if (text.text.trim() === '') continue
      spend(run.budget, line.file)
      yield* splitAtBraces(text)
    }
  }
}

/** `@ID rest` holds if ID was given, `@^ID rest` if it was not: the rest then, else undefined. */
function conditional(line: TracedLine, configId: string | undefined): TracedLine | undefined {
  const condition = /^\s*@(\^?)(\S*)\s*/.exec(line.text)
  if (condition === null) return line
  const holds = (configId === condition[2]) !== (condition[1] === '^')
  return holds ? line.slice(condition[0].length) : undefined
}

const INCLUDE = /^\s*(include[rmwba]?)\s+(\S.*)$/

/** keepalived takes what is longer for a line of its own. */
const MAX_LINE_LENGTH = 1023

function* physicalLines(text: string): Generator<string> {
  let from = 0
  while (from < text.length) {
    let to = text.indexOf('\n', from)
    if (to < 0) to = text.length
    yield text.slice(from, text[to - 1] === '\r' ? to - 1 : to)
    from = to + 1
  }
}

function spend(budget: { lines: number }, file: string): void {
  if (--budget.lines < 0)
    throw new VrrpscopeError(
      'config/too-long',
      `${file} comes to more than ${MAX_LINES} lines`,
      'check ~SEQ and ~LST lines and includes that multiply',
    )
}

/** A note for lint/syntax. */
export function syntax(
  message: string,
  values: Note['values'],
  place: Note['place'],
  extra: { instance?: string; severity?: Note['severity'] } = {},
): Note {
  const { instance, severity = 'error' } = extra
  return { rule: 'lint/syntax', severity, message, values, place, ...(instance === undefined ? {} : { instance }) }
}
