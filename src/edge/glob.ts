import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expandBraces, MAX_PATHS } from '../config/braces.ts'

/** The existing files that an absolute pattern names, as glob(3) with GLOB_BRACE: sorted, dot files only by a dot. */
export function glob(pattern: string): string[] {
  return [...new Set(expandBraces(pattern).flatMap(expandWildcards))].slice(0, MAX_PATHS)
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
    if (set !== undefined) return `[${negated ? '^' : ''}${setPattern(set)}]`
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${segment.startsWith('.') ? '' : '(?!\\.)'}${body}$`)
}

/** A range that runs backwards holds nothing; a RegExp would refuse it. */
function setPattern(set: string): string {
  const literal = (char: string) => char.replace(/[\\^-]/, '\\$&')
  return set.replace(/(.)-(.)|./gs, (char, from, to) => {
    if (from === undefined) return literal(char)
    return from <= to ? `${literal(from)}-${literal(to)}` : ''
  })
}
