import type { Authentication } from '../../../config/model.ts'
import type { AuthKind } from '../../../wire/facts.ts'
import { passwordText } from '../../../wire/fields.ts'
import { isAuthCut } from '../../../wire/vrrp.ts'
import { holdAgainst } from '../../deviation.ts'
import { defineRule } from '../../rule.ts'

export const configAuthMismatch = defineRule({
  id: 'config/auth-mismatch',
  severity: 'error',
  rfc: ['RFC 2338 5.3.6', 'RFC 9568 9'],
  condition: 'A router authenticates otherwise than its configuration says.',
  why: 'What runs is not what the file says, or somebody else speaks in the name of {node}.',
  remedy: 'Load the configuration on {node}; if it is loaded, look for who else sends from {src}.',
  messages: {
    kind: '{node} ({src}) sends {seen}; {file}:{line} says {configured}.',
    password: '{node} ({src}) sends the password {seenPassword}; {file}:{line} says {configuredPassword}.',
  },
  watch: (run) =>
    holdAgainst(run, ({ advert }, { router }) => {
      const { authentication: own } = router
      const signs = own.kind !== 'hmac' || own.mode !== 'receive-only'
      const expected: AuthKind = signs ? own.kind : 'none'
      // Version 3 has no password: that it speaks another version is the finding.
      if (advert.version !== router.version && advert.auth === 'none') return undefined
      if (isAuthCut(advert)) return undefined
      if (advert.auth !== expected)
        return {
          message: 'kind',
          field: 'authentication',
          values: { seen: KINDS[advert.auth], configured: KINDS[expected] },
        }
      const sent = advert.authData?.subarray(0, 8)
      if (own.kind !== 'simple' || sent === undefined || advert.truncated || sameBytes(sent, own.password))
        return undefined
      const values = { seenPassword: passwordText(sent), configuredPassword: passwordText(own.password) }
      return { message: 'password', field: 'authentication', values }
    }),
})

const KINDS: Readonly<Record<AuthKind | Authentication['kind'], string>> = {
  none: 'no authentication',
  simple: 'a simple password',
  ah: 'AH',
  md5: 'an MD5 digest',
  hmac: 'an HMAC trailer',
  unknown: 'authentication of an unknown type',
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])
