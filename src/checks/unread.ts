import type { RouterConfig } from '../config/model.ts'
import type { Fact } from '../wire/facts.ts'
import { isUnreadAdvert } from '../wire/unread.ts'
import type { Hooks } from './rule.ts'

const MAX_SOURCES = 4096
const CUT_IN_ADDRESSES: Readonly<Record<string, 4 | 6>> = { 'ipv4/cut-short': 4, 'ipv6/cut-short': 6 }

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
      return
    }
    const family = fact.kind === 'malformed' ? CUT_IN_ADDRESSES[fact.defect.code] : undefined
    if (family === undefined) return
    families.add(family)
    nameless.add(family)
  }
  return {
    facts: { fragment: note, malformed: note },
    has: (family) => families.has(family),
    mayBeOf({ family, primaryAddress }) {
      if (primaryAddress === undefined) return families.has(family)
      return nameless.has(family) || sources.has(primaryAddress.text)
    },
  }
}
