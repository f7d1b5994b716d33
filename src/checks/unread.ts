import type { RouterConfig } from '../config/model.ts'
import type { Fact } from '../wire/facts.ts'
import { isUnreadAdvert } from '../wire/unread.ts'
import type { Hooks } from './rule.ts'

const MAX_SOURCES = 4096

/** Adverts that were sent and cannot be read: of those whose they may be, silence is not claimed. */
export interface Unread extends Required<Pick<Hooks, 'facts'>> {
  has(family: 4 | 6): boolean
  mayBeOf(router: Pick<RouterConfig, 'family' | 'primaryAddress'>): boolean
}

export function noteUnread(): Unread {
  const families = new Set<4 | 6>()
  const sources = new Set<string>()
  const note = (fact: Fact) => {
    if (!isUnreadAdvert(fact)) return
    families.add(fact.src.family)
    if (sources.size < MAX_SOURCES) sources.add(fact.src.text)
  }
  return {
    facts: { fragment: note, malformed: note },
    has: (family) => families.has(family),
    mayBeOf({ family, primaryAddress }) {
      if (primaryAddress === undefined || sources.size === MAX_SOURCES) return families.has(family)
      return sources.has(primaryAddress.text)
    },
  }
}
