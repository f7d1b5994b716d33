import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const deprecated = defineRule({
  id: 'lint/deprecated',
  severity: 'warning',
  rfc: { none: 'A keyword of keepalived.' },
  condition: 'A keyword has been replaced by another.',
  why: 'keepalived still takes it and says so; a later version may not.',
  remedy: 'Write the newer keyword.',
  messages: {
    renamed: '{keyword} is deprecated; the newer way is {instead}.',
  },
  watch: (run) => reportNotes(run, 'lint/deprecated'),
})
