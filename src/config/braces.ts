/** Most paths that one pattern may give. */
export const MAX_PATHS = 4096

/** `a{b,c}d` to `abd`, `acd`; nested too. An unmatched brace is a character. */
export function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{')
  const close = open < 0 ? -1 : matchingBrace(pattern, open)
  if (close < 0) return [pattern]
  const heads = splitAlternatives(pattern.slice(open + 1, close))
  const tails = expandBraces(pattern.slice(close + 1))
  return heads
    .flatMap((head) => expandBraces(pattern.slice(0, open) + head))
    .flatMap((head) => tails.map((tail) => head + tail))
    .slice(0, MAX_PATHS)
}

function matchingBrace(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  return -1
}

function splitAlternatives(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const c of text) {
    if (c === '{') depth++
    else if (c === '}') depth--
    if (c === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts
}
