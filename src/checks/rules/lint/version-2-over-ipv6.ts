import { membersOf } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const lintVersion2OverIpv6 = defineRule({
  id: 'lint/version-2-over-ipv6',
  severity: 'error',
  rfc: ['RFC 3768 1.1', 'RFC 9568 5.2.1'],
  condition: 'Version 2 is configured for IPv6 addresses.',
  why: 'No RFC defines it, and routers of other makers drop it.',
  remedy: 'Use version 3 for {instance}.',
  messages: {
    undefined: '{node} speaks version 2 over IPv6 for {instance}.',
    crash: {
      text: '{node} speaks version 2 over IPv6 with a password for {instance}: every advert crashes a keepalived 2.2.7 that receives it.',
      why: 'keepalived reads the password where an IPv4 advert has it, beyond the end of the packet.',
    },
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const member of membersOf(nodes)) {
        const { version, family, authentication } = member.router
        if (version !== 2 || family !== 6) continue
        run.report(
          authentication.kind === 'simple' ? 'crash' : 'undefined',
          at(member, 'version', { instead: 'version 3' }),
        )
      }
    },
  }),
})
