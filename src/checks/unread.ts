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
  const nameless = new Set<4 | 6>()
  const sources = new Set<string>()
  const note = (fact: Fact) => {
    if (isUnreadAdvert(fact)) {
      families.add(fact.src.family)
      if (sources.size < MAX_SOURCES) sources.add(fact.src.text)
      else nameless.add(fact.src.family)
    } else if (
      fact.kind === 'malformed' &&
      (fact.defect.code === 'ipv4/cut-short' || fact.defect.code === 'ipv6/cut-short')
    ) {
      // Cut inside its addresses.
      const family = fact.defect.code === 'ipv4/cut-short' ? 4 : 6
      families.add(family)
      nameless.add(family)
    }
  }
  return {
    facts: { fragment: note, malformed: note },
    has: (family) => families.has(family),
    mayBeOf({ family, primaryAddress }) {
      if (primaryAddress === undefined || nameless.has(family)) return families.has(family)
      return sources.has(primaryAddress.text)
    },
  }
}
