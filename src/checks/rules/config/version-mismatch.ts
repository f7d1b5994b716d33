import { holdAgainst } from '../../deviation.ts'
import { defineRule } from '../../rule.ts'

export const configVersionMismatch = defineRule({
  id: 'config/version-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 5.2.1'],
  condition: 'A router speaks another version than its configuration says.',
  why: 'What runs is not what the file says: it was changed and not loaded, or another file is in use.',
  remedy: 'Load the configuration on {node}, or look for the one that is in use.',
  messages: { differs: '{node} ({src}) speaks version {seen}; {file}:{line} says {configured}.' },
  watch: (run) =>
    holdAgainst(run, ({ advert }, { router }) =>
      advert.version === router.version
        ? undefined
        : { message: 'differs', field: 'version', values: { seen: advert.version, configured: router.version } },
    ),
})
