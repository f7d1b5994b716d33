import type { Place, TracedLine } from '../text.ts'

/** A word of a configuration line, quotes removed. */
export interface Word {
  readonly text: string
  readonly place: Place
  readonly quoted: boolean
}

export interface LexedLine {
  readonly words: readonly Word[]
  readonly place: Place
  /** Column of the quote that nothing closes; keepalived drops what follows it. */
  readonly unterminated?: Place
}

/**
 * Splits a line into words as keepalived's parser does: blanks and tabs separate, and so does a quote: `a"b c"` is two
 * words. There are no escapes.
 */
export function lexLine(line: TracedLine): LexedLine {
  const { text } = line
  const words: Word[] = []
  let at = 0
  for (;;) {
    while (isBlank(text.charCodeAt(at))) at++
    if (at >= text.length) break
    if (text[at] === '"') {
      const close = text.indexOf('"', at + 1)
      if (close < 0) return { words, place: words[0]?.place ?? line.place(at), unterminated: line.place(at) }
      words.push({ text: text.slice(at + 1, close), place: line.place(at), quoted: true })
      at = close + 1
      continue
    }
    const from = at
    while (at < text.length && !isBlank(text.charCodeAt(at)) && text[at] !== '"') at++
    words.push({ text: text.slice(from, at), place: line.place(from), quoted: false })
  }
  return { words, place: words[0]?.place ?? line.place(0) }
}

/**
 * The line without its comment and the blanks around it. A comment begins with `#` or `!` outside quotes, also inside a
 * word; `\#` stands for `#`. A backslash at the very end stays, also behind a comment. `unterminated` hears of a quote
 * that nothing closes.
 */
export function withoutComment(line: TracedLine, unterminated: (quote: Place) => void = () => {}): TracedLine {
  let out = line.slice(/^[ \t]*/.exec(line.text)![0].length)
  let quote: number | undefined
  let comment: number | undefined
  let backslash: number | undefined
  for (let i = 0; i < out.text.length; i++) {
    const c = out.text[i]
    if (c === '"' && comment === undefined) quote = quote === undefined ? i : undefined
    else if (c === '\\') {
      const next = out.text[i + 1]
      if (next === undefined) backslash = i
      else if (quote === undefined && isComment(next)) out = out.splice(i, i + 1, '')
      else i++
    } else if (isComment(c) && quote === undefined) comment ??= i
  }
  if (quote !== undefined) unterminated(out.place(quote))
  const end = out.text.slice(0, comment ?? backslash).replace(/[ \t]+$/, '').length
  return backslash === undefined ? out.slice(0, end) : out.splice(end, backslash, '')
}

const isComment = (c: string | undefined): boolean => c === '#' || c === '!'

/** The line up to its first brace outside quotes, or that brace alone where it begins with it; and what follows. */
export function splitAtBrace(line: TracedLine): readonly [TracedLine] | readonly [TracedLine, TracedLine] {
  const { text } = line
  let quoted = false
  let at = 0
  for (; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted
    else if (!quoted && (text[at] === '{' || text[at] === '}')) break
  }
  const end = at === 0 ? 1 : at
  const rest = end + /^[ \t]*/.exec(text.slice(end))![0].length
  return rest >= text.length ? [line] : [line.slice(0, end), line.slice(rest)]
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
