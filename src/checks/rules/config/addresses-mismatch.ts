import type { Ip } from '../../../core/address.ts'
import { holdAgainst } from '../../deviation.ts'
import { firstFew } from '../../listed.ts'
import { defineRule } from '../../rule.ts'

export const configAddressesMismatch = defineRule({
  id: 'config/addresses-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 5.2.9'],
  condition: 'A router advertises other addresses than its configuration says.',
  why: 'What runs is not what the file says. keepalived before 2.3.3 refuses adverts with another list than its own.',
  remedy: 'Load the configuration on {node}, or look for the one that is in use.',
  messages: {
    missing: '{node} ({src}) does not advertise {missing}; {file}:{line} lists it.',
    extra: '{node} ({src}) advertises {extra}; {file}:{line} does not list it.',
    both: '{node} ({src}) advertises {extra} and not {missing}, against {file}:{line}.',
  },
  watch: (run) =>
    holdAgainst(run, ({ advert }, { router }) => {
      if (advert.truncated) return undefined
      const missing = without(router.addresses, advert.addresses)
      const extra = without(advert.addresses, router.addresses)
      if (missing.length === 0 && extra.length === 0) return undefined
      const message = missing.length === 0 ? 'extra' : extra.length === 0 ? 'missing' : 'both'
      return {
        message,
        field: 'addresses',
        values: { missing: firstFew(missing, MOST_SHOWN), extra: firstFew(extra, MOST_SHOWN) },
      }
    }),
})

const without = (all: readonly Ip[], others: readonly Ip[]): string[] => {
  const known = new Set(others.map(({ text }) => text))
  return all.map(({ text }) => text).filter((text) => !known.has(text))
}

const MOST_SHOWN = 8
