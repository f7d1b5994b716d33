import type { Authentication, ConfiguredRouter } from '../../../config/model.ts'
import { originOf } from '../../../config/origins.ts'
import { unreachable } from '../../../core/errors.ts'
import { consequence, groupsOf } from '../../groups.ts'
import { at, BOTH_ACTIVE } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const authMismatch = defineRule({
  id: 'lint/auth-mismatch',
  severity: 'error',
  rfc: ['RFC 2338 5.3.6', 'RFC 9568 9'],
  condition: 'Nodes of one virtual router authenticate differently, or with different passwords or keys.',
  why: BOTH_ACTIVE,
  remedy: 'Use the same type and the same password or keys on all nodes.',
  messages: {
    'both-active':
      '{node} has {here}{secret}, {other} ({otherFile}:{otherLine}) has {there}{otherSecret}: each refuses the other, both become Active.',
    'one-way': {
      text: '{node} has {here}{secret}, {other} ({otherFile}:{otherLine}) has {there}{otherSecret}: one of the two refuses the adverts of the other.',
      why: 'The one that refuses takes over beside the Active Router, or never yields to it.',
    },
    tolerated: {
      text: '{node} has {here}{secret}, {other} ({otherFile}:{otherLine}) has {there}{otherSecret}: accepted all the same.',
      severity: 'info',
      why: 'Each knows the key of the other, or does not insist on one.',
    },
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const [first, ...others] of groupsOf(nodes)) {
        for (const member of others) {
          if (first === undefined || fingerprint(member.router) === fingerprint(first.router)) continue
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
          })
          run.report(consequence(member, first), sign)
        }
      }
    },
  }),
})

function kindOf(own: Authentication): string {
  switch (own.kind) {
    case 'none':
      return 'no authentication'
    case 'simple':
      return 'a simple password '
    case 'ah':
      return 'AH with the password '
    case 'hmac':
      return `an HMAC trailer, key id ${own.activeKeyId}`
    default:
      return unreachable(own)
  }
}

/** The password, where there is one. Values named `...secret` are masked before they are shown. */
const shown = (own: Authentication): string =>
  'password' in own ? new TextDecoder('latin1').decode(own.password).replace(/\0+$/, '') : ''

function fingerprint({ authentication: own }: ConfiguredRouter): string {
  if (own.kind === 'none') return own.kind
  if (own.kind !== 'hmac') return `${own.kind} ${own.password}`
  return `hmac ${own.activeKeyId} ${own.mode} ${own.keys.map(({ id, key }) => `${id}=${key}`).sort()}`
}
