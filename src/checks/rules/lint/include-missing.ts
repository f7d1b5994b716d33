import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const includeMissing = defineRule({
  id: 'lint/include-missing',
  severity: 'info',
  rfc: { none: 'A matter of files.' },
  condition: 'An include line names no file that can be read.',
  why: 'keepalived goes on without it, and whatever it should have said is left to defaults.',
  remedy: 'Check the path: it is relative to the file that includes.',
  messages: {
    missing: 'No file matches {pattern}.',
  },
  watch: (run) => reportNotes(run, 'lint/include-missing'),
})
