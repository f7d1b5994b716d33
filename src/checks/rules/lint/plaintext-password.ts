import { membersOf } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const plaintextPassword = defineRule({
  id: 'lint/plaintext-password',
  severity: 'warning',
  rfc: ['RFC 9568 9', 'RFC 3768 10'],
  condition: 'A virtual router uses the simple password of version 2.',
  why: 'The password is in every advert: whoever can read one can send one and take the addresses.',
  remedy: 'Do not count it as protection. Keep strangers off the segment; keepalived 2.4 has auth_hmac.',
  messages: { simple: '{node} sends its password in the clear with every advert of {instance}.' },
  watch: (run) => ({
    onConfig(nodes) {
      for (const member of membersOf(nodes))
        if (member.router.authentication.kind === 'simple') run.report('simple', at(member, 'authentication'))
    },
  }),
})
