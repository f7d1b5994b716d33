import type { ConformCase } from './case.ts'

export interface Selection {
  readonly cases: readonly ConformCase[]
  /** A word that names nothing: a mistake, and never an empty run that looks like a pass. */
  readonly unmatched: string | undefined
}

/**
 * The cases that the words name, less those that `skip` names. A word is an id, an area (`reception`), a requirement
 * (`VRRP-RX-003`), or the beginning of one of them with a star. A hazardous case comes only by its whole id.
 */
export function select(all: readonly ConformCase[], only: readonly string[], skip: readonly string[]): Selection {
  const unmatched = [...only, ...skip].find((word) => !all.some((each) => named(each, word)))
  const wanted = all.filter((each) => {
    if (each.hazardous === true) return only.includes(each.id)
    return only.length === 0 || only.some((word) => named(each, word))
  })
  return { cases: wanted.filter((each) => !skip.some((word) => named(each, word))), unmatched }
}

function named({ id, requirements }: ConformCase, word: string): boolean {
  const names = [id, id.split('/', 1)[0]!, ...requirements]
  if (!word.endsWith('*')) return names.includes(word)
  const start = word.slice(0, -1)
  return names.some((name) => name.startsWith(start))
}
