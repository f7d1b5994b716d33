const RESET = '\x1b[0m'
/** A colour, or a word with the blanks before it. */
const PARTS = /\x1b\[[0-9;]*m|\s*[^\s\x1b]+|\s+/g

/**
 * Breaks a line where it is wider than the terminal, before a word; leaves colours whole. What follows is indented by
 * that many columns, a quarter of the width at most. A word longer than a line is cut.
 */
export function wrapPainted(line: string, columns: number, indent: number): string[] {
  const margin = Math.min(indent, columns >> 2)
  const lines: string[] = []
  let text = ''
  let seen = 0
  let color = ''
  for (const part of line.match(PARTS) ?? []) {
    if (part.startsWith('\x1b')) {
      color = part === RESET ? '' : part
      text += part
      continue
    }
    const breaks = seen > (lines.length > 0 ? margin : 0) && seen + part.length > columns
    if (breaks) {
      lines.push(color === '' ? text : text + RESET)
      text = ' '.repeat(margin) + color
      seen = margin
    }
    const fits = (breaks ? part.trimStart() : part).slice(0, columns - seen)
    text += fits
    seen += fits.length
  }
  return [...lines, text]
}
