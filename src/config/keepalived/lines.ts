import { VrrpscopeError } from '../../core/errors.ts'
import { expandBraces } from '../braces.ts'
import type { Note } from '../note.ts'
import { type IncludeReader, type Place, type SourceText, TracedLine } from '../text.ts'
import { splitAtBrace, withoutComment } from './lexer.ts'
import { isRepetition, repetition } from './sequences.ts'
import { MAX_LINE_LENGTH, Variables } from './variables.ts'

export interface LineOptions {
  /** What `keepalived -i ID` would be given: decides `@ID` lines. */
  readonly configId: string | undefined
  readonly include: IncludeReader
}

/** Includes may nest this deep. */
export const MAX_INCLUDE_DEPTH = 16
/** Lines after includes and repetitions. */
export const MAX_LINES = 50_000
/** Characters of lines with values put in, each time anew. */
const MAX_WRITTEN = 3 << 20

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
  const budget = { lines: MAX_LINES, steps: 4 * MAX_LINES }
  const variables = new Variables(options.configId)
  yield* linesOf(source, [], { ...options, notes, files, budget, variables })
}

interface Reading extends LineOptions {
  readonly notes: Note[]
  readonly files: SourceText[]
  /** Lines that may still come, and steps of repetitions and variables that may still be taken. */
  readonly budget: { lines: number; steps: number }
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
  if (!run.files.some(({ name }) => name === source.name)) run.files.push(source)
  const here = [...chain, source.name]
  const unterminated = (quote: Place): void => {
    run.notes.push(syntax('unterminated-quote', {}, quote))
  }
  let number = 0
  for (const raw of physicalLines(source.text)) {
    number++
    if (raw.length > MAX_LINE_LENGTH)
      run.notes.push(
        syntax('line-too-long', { length: raw.length }, { file: source.name, line: number, column: MAX_LINE_LENGTH }),
      )
    const line = new TracedLine(source.name, number, raw.slice(0, MAX_LINE_LENGTH))
    // One process of keepalived reads the files, the others its copy, and each strips comments: `\#` is one in the end.
    const bare = withoutComment(withoutComment(line, unterminated))
    if (bare.text === '') run.variables.endDefinition()
    else yield* statements(bare, here, run)
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

/** What a line comes to: by its condition, definition, repetition and variables it is none, one or several. */
function* statements(line: TracedLine, chain: readonly string[], run: Reading): Generator<TracedLine> {
  const { variables, budget } = run
  // The lines that are still to be read, the last source first: keepalived ends an inner repetition before the outer.
  const sources: Iterator<TracedLine>[] = [[line].values()]
  for (let source = sources.at(-1); source !== undefined; source = sources.at(-1)) {
    const next = source.next()
    if (next.done) {
      sources.pop()
      continue
    }
    if (--budget.steps < 0 || variables.written > MAX_WRITTEN) tooLong(line.file)
    if (variables.continues(next.value)) continue
    const { line: meant, isRepeated, more } = meaning(next.value, run)
    if (more.length > 0) sources.push(more.values())
    if (meant === undefined || meant.text === '') continue
    if (isRepeated) sources.push(repeated(meant, run))
    else {
      const include = INCLUDE.exec(meant.text)
      if (include !== null) yield* includedLines(meant, include[1]!, include[2]!, chain, run)
      else {
        if (--budget.lines < 0) tooLong(line.file)
        // What follows a brace is read as if it began a line.
        const [first, rest] = splitAtBrace(meant)
        yield first
        if (rest !== undefined) {
          budget.lines++
          sources.push([rest].values())
        }
      }
    }
  }
}

interface Meaning {
  /** The line behind its condition, variables replaced; undefined if its condition is false or it was a definition. */
  readonly line: TracedLine | undefined
  readonly isRepeated: boolean
  /** The further lines of values that have several. */
  readonly more: readonly TracedLine[]
}

function meaning(line: TracedLine, { variables, configId }: Reading): Meaning {
  let out = line
  let more: TracedLine[] = []
  for (let left = MAX_ROUNDS; left > 0; left--) {
    const meant = conditional(out, configId)
    if (meant === undefined || variables.defines(meant)) return { line: undefined, isRepeated: false, more }
    out = meant
    if (isRepetition(out)) return { line: out, isRepeated: true, more }
    const replaced = out.text.startsWith('~') ? undefined : variables.replaceIn(out)
    if (replaced === undefined) break
    out = withoutComment(replaced[0])
    more = [...replaced.slice(1), ...more]
    if (!/^@|\$/.test(out.text)) break
  }
  return { line: out, isRepeated: false, more }
}

/** A value may bring conditions and variables of its own; what goes on after so many refers to itself. */
const MAX_ROUNDS = 8

function* repeated(line: TracedLine, run: Reading): Generator<TracedLine> {
  const { variables } = run
  const plain = (text: string): string =>
    variables.replaceIn(new TracedLine(line.file, line.line, text))?.[0].text ?? text
  const found = repetition(line, plain)
  if (found === undefined) run.notes.push(syntax('bad-sequence', { text: line.text }, line.place(0)))
  for (const round of found?.rounds ?? []) {
    for (const [name, value] of round) variables.set(name, value)
    yield found!.line
  }
}

/** `@ID rest` holds if ID was given, `@^ID rest` if it was not: the rest then, else undefined. */
function conditional(line: TracedLine, configId: string | undefined): TracedLine | undefined {
  const condition = /^@(\^?)(\S*)\s*/.exec(line.text)
  if (condition === null) return line
  const holds = (configId === condition[2]) !== (condition[1] === '^')
  return holds ? line.slice(condition[0].length) : undefined
}

const INCLUDE = /^(include[rmwba]?)\s+(\S.*)$/

function* physicalLines(text: string): Generator<string> {
  let from = 0
  while (from < text.length) {
    let to = text.indexOf('\n', from)
    if (to < 0) to = text.length
    yield text.slice(from, to).replace(/\r+$/, '')
    from = to + 1
  }
}

function tooLong(file: string): never {
  throw new VrrpscopeError(
    'config/too-long',
    `${file} comes to more than ${MAX_LINES} lines, or to variables that grow without end`,
    'check ~SEQ and ~LST lines, variables in variables, and includes that multiply',
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
