import type { Authentication, ConfiguredRouter } from '../../../config/model.ts'
import { originOf } from '../../../config/origins.ts'
import { unreachable } from '../../../core/errors.ts'
import { consequence, groupsOf, type Member } from '../../groups.ts'
import { at, BOTH_ACTIVE, mismatchMessages, refusal } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const authMismatch = defineRule({
  id: 'lint/auth-mismatch',
  severity: 'error',
  rfc: ['RFC 2338 5.3.6', 'RFC 9568 9'],
  condition: 'Nodes of one virtual router authenticate differently, or with different passwords or keys.',
  why: BOTH_ACTIVE,
  remedy: 'Use the same type and the same password or keys on all nodes.',
  messages: mismatchMessages('{here}{secret}', '{there}{otherSecret}', {
    text: 'accepted all the same.',
    severity: 'info',
    why: 'Each knows the key of the other, or does not insist on one.',
  }),
  watch: (run) => ({
    onConfig(nodes) {
      for (const [first, ...others] of groupsOf(nodes)) {
        for (const member of others) {
          if (first === undefined || fingerprint(member.router) === fingerprint(first.router)) continue
          if (isForVersion(member, first)) continue
          const place = originOf(first.router, 'authentication')
          const { authentication: mine } = member.router
          const { authentication: theirs } = first.router
          const sign = at(member, 'authentication', {
            here: kindOf(mine),
            there: kindOf(theirs),
            secret: shown(mine),
            otherSecret: shown(theirs),
            other: first.node.name,
            otherFile: place.file,
            otherLine: place.line,
            ...refusal(member, first),
          })
          run.report(consequence(member, first), sign)
        }
      }
    },
  }),
})

/** Version 3 takes a password for nothing: that the versions differ is the finding. */
const isForVersion = ({ router: a }: Member, { router: b }: Member): boolean =>
  a.version !== b.version && [a, b].some((one) => one.version === 3 && one.authentication.kind === 'none')

function kindOf(own: Authentication): string {
  switch (own.kind) {
    case 'none':
      return 'no authentication'
    case 'simple':
      return 'a simple password '
    case 'ah':
      return 'AH with the password '
    case 'hmac':
      return `an HMAC trailer of id ${own.activeKeyId}, `
    default:
      return unreachable(own)
  }
}

/** The password or key, where there is one. Values named `...secret` are masked before they are shown. */
const shown = (own: Authentication): string => {
  if (own.kind !== 'hmac')
    return 'password' in own ? new TextDecoder('latin1').decode(own.password).replace(/\0+$/, '') : ''
  const key = own.keys.find(({ id }) => id === own.activeKeyId)?.key ?? []
  return [...key].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fingerprint({ authentication: own }: ConfiguredRouter): string {
  if (own.kind === 'none') return own.kind
  if (own.kind !== 'hmac') return `${own.kind} ${own.password}`
  return `hmac ${own.activeKeyId} ${own.mode} ${own.keys.map(({ id, key }) => `${id}=${key}`).sort()}`
}
