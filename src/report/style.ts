import { columnsOf, printable } from '../core/printable.ts'

/** How text is to look: where it goes decides. */
export interface Style {
  readonly columns: number
  readonly color: boolean
  readonly unicode: boolean
  readonly time: 'iso' | 'rel' | 'delta'
  readonly verbose: boolean
}

export type Tone = 'error' | 'warning' | 'info' | 'good' | 'dim' | 'bold'

const CODES: Readonly<Record<Tone, string>> = {
  error: '31',
  warning: '33',
  info: '36',
  good: '32',
  dim: '2',
  bold: '1',
}

/** Text in a colour, where there are colours. Escape what comes from outside first: this does not. */
export const paint = (style: Style, tone: Tone, text: string): string =>
  style.color && text !== '' ? `\x1b[${CODES[tone]}m${text}\x1b[0m` : text

/** The same sentence for a locale that has no more than ASCII. */
export function asciiOnly(text: string): string {
  return text
    .replaceAll('µ', 'u')
    .replaceAll('…', '...')
    .replaceAll('→', '->')
    .replaceAll('·', '-')
    .replaceAll('–', '-')
    .replaceAll('×', 'x')
}

/** Text from outside in at most `width` columns. Of names that begin alike the ends tell: the middle is cut, and no escape. */
export function clip(text: string, width: number): string {
  if (columnsOf(printable(text)) <= width) return printable(text)
  const parts = [...text].map((character) => printable(character))
  let left = width - 1
  let head = ''
  let tail = ''
  for (let from = 0, to = parts.length - 1; from <= to; ) {
    const isHead = columnsOf(head) <= columnsOf(tail)
    const part = isHead ? parts[from++]! : parts[to--]!
    left -= columnsOf(part)
    if (left < 0) break
    if (isHead) head += part
    else tail = part + tail
  }
  return `${head}…${tail}`
}

/** Printable text with blanks behind it up to `width` columns. */
export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columnsOf(text)))

/** Lines of at most `width` columns, broken between words; `text` must be printable. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ')) {
    const columns = columnsOf(word)
    if (line !== '' && used + 1 + columns > width) {
      lines.push(line)
      line = word
      used = columns
    } else {
      used += line === '' ? columns : columns + 1
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return line === '' ? lines : [...lines, line]
}

/** Rows in columns as wide as their widest cell, two spaces apart; the last column is not padded. Cells are printable. */
export function table(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths = rows.reduce<number[]>(
    (sofar, row) => row.map((cell, i) => Math.max(sofar[i] ?? 0, columnsOf(cell))),
    [],
  )
  return rows.map(
    (row) =>
      indent +
      row
        .map((cell, i) => padded(cell, widths[i]!))
        .join('  ')
        .trimEnd(),
  )
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
