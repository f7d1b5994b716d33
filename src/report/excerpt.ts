import { MASK } from '../core/mask.ts'
import { columnsOf, printable } from '../core/printable.ts'

/** A line of a source, made safe to show, and the column of a terminal that the caret belongs under. */
export interface Excerpt {
  readonly text: string
  readonly caret: number
}

/** Words that make what follows them a secret, also when misspelt. */
const BEFORE_SECRET =
  /\b((?:auth_?)?pa?s?s(?:w(?:or)?d)?\w*\s*[:=]?|key\s*[:=]?(?:\s+\d+)?|secret\s*[:=]?)(\s+)("[^"]*"|\S+)/gi

/**
 * Line `line` of a text for a reader. Secrets are masked: those that are known, and whatever stands where a password
 * stands. Tabs become blanks so that the caret fits.
 */
export function excerpt(
  text: string,
  line: number,
  column: number,
  secrets: readonly string[],
  show: boolean,
): Excerpt | undefined {
  const raw = nthLine(text, line)
  if (raw === undefined) return undefined
  const before = shown(raw.slice(0, column - 1), secrets, show)
  const whole = shown(raw, secrets, show)
  const indent = /^ */.exec(whole)![0].length
  const left = whole.slice(indent, Math.min(before.length, whole.length, indent + MOST))
  return { text: clipped(whole.slice(indent)), caret: columnsOf(left) }
}

const MOST = 120

const clipped = (text: string): string => (text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`)

function nthLine(text: string, line: number): string | undefined {
  let from = 0
  for (let i = 1; i < line; i++) {
    from = text.indexOf('\n', from) + 1
    if (from === 0) return undefined
  }
  const to = text.indexOf('\n', from)
  return text.slice(from, to < 0 ? undefined : to).slice(0, 4096)
}

const shown = (raw: string, secrets: readonly string[], show: boolean): string =>
  printable(show ? raw.replaceAll('\t', ' ') : maskText(raw.replaceAll('\t', ' '), secrets))

/** Text without the secrets. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text.replace(BEFORE_SECRET, (_, word, blank) => `${word}${blank}${MASK}`)
  for (const secret of secrets) if (secret.length > 2) masked = masked.replaceAll(secret, MASK)
  return masked
}
