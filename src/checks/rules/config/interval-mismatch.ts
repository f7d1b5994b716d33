import { wholeSeconds } from '../../../model/params.ts'
import { holdAgainst } from '../../deviation.ts'
import { defineRule } from '../../rule.ts'

export const configIntervalMismatch = defineRule({
  id: 'config/interval-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 6.1'],
  condition: 'A router advertises another interval than its configuration says.',
  why: 'What runs is not what the file says. In version 2 its peers refuse it; in version 3 takeover takes another time.',
  remedy: 'Load the configuration on {node}, or look for the one that is in use.',
  messages: { differs: '{node} ({src}) advertises an interval of {seen} s; {file}:{line} says {configured} s.' },
  watch: (run) =>
    holdAgainst(run, ({ advert }, { router }) => {
      if (advert.version !== router.version) return undefined
      const configured =
        router.version === 2 ? 100 * wholeSeconds(router.advertInterval) : Number(router.advertInterval)
      if (advert.maxAdvertInterval === configured) return undefined
      const values = { seen: advert.maxAdvertInterval / 100, configured: configured / 100 }
      return { message: 'differs', field: 'advertInterval', values }
    }),
})
