import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Most paths that one pattern may give. */
const MAX_PATHS = 4096

/** The existing files that an absolute pattern names, as glob(3) with GLOB_BRACE: sorted, dot files only by a dot. */
export function glob(pattern: string): string[] {
  return [...new Set(expandBraces(pattern).flatMap(expandWildcards))].slice(0, MAX_PATHS)
}

/** `a{b,c}d` to `abd`, `acd`; nested too. An unmatched brace is a character. */
function expandBraces(pattern: string): string[] {
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

function expandWildcards(pattern: string): string[] {
  let paths = ['/']
  for (const segment of pattern.split('/').filter((part) => part !== '')) {
    if (!/[*?[]/.test(segment)) paths = paths.map((path) => join(path, segment)).filter((path) => existsSync(path))
    else {
      const matcher = segmentPattern(segment)
      paths = paths.flatMap((path) =>
        entriesOf(path)
          .filter((name) => matcher.test(name))
          .map((name) => join(path, name)),
      )
    }
    paths = paths.slice(0, MAX_PATHS)
  }
  return paths.sort()
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path).sort()
  } catch {
    return []
  }
}

function segmentPattern(segment: string): RegExp {
  const body = segment.replace(/\[(!?)([^\]]+)\]|[*?]|[^*?[]+|\[/g, (part, negated, set) => {
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (set !== undefined) return `[${negated ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${segment.startsWith('.') ? '' : '(?!\\.)'}${body}$`)
}
