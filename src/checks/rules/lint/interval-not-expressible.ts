import { reportNotes } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const intervalNotExpressible = defineRule({
  id: 'lint/interval-not-expressible',
  severity: 'error',
  rfc: ['RFC 9568 5.2.7', 'RFC 3768 5.3.7'],
  condition: 'The version cannot carry the interval: 2 has whole seconds, 3 whole centiseconds up to 40.95 s.',
  why: 'The daemon uses another interval than the one written; a node that rounds otherwise is refused in version 2.',
  remedy: 'Write an interval that the version can carry, the same on all nodes.',
  messages: {
    'not-seconds': '{instance}: version 2 has whole seconds: {written} s becomes {used} s.',
    'not-centiseconds': '{instance}: version 3 has whole centiseconds: {written} s becomes {used} s.',
    'too-long': '{instance}: version {version} cannot carry {written} s: it becomes {used} s.',
  },
  watch: (run) => reportNotes(run, 'lint/interval-not-expressible'),
})
