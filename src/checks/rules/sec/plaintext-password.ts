import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

/** What an attacker on the segment can do; also said by sec/no-authentication and sec/takeover-possible. */
export const IMPACT =
  'Anyone on the segment can send better adverts, become Active and read or change all traffic to the addresses.'

export const plaintextPassword = defineRule({
  id: 'sec/plaintext-password',
  severity: 'warning',
  rfc: ['RFC 3768 5.3.6', 'RFC 3768 10', 'RFC 2338 10.2'],
  condition: 'A version 2 advert carries its password in clear text.',
  why: `Whoever captures one advert knows the password. ${IMPACT}`,
  remedy:
    'Do not use it as a secret, and never a password of anything else. Better: `vrrp_version 3` with `auth_hmac` (keepalived ' +
    '2.4), or an ACL on the access ports that drops protocol 112 from hosts that are no routers.',
  messages: { clear: 'VRID {vrid} is protected by a password in clear text only.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (s.advert.auth === 'simple')
        run.report('clear', { ...adverted(s, virtualRouter, router), incident: 'password' })
    },
  }),
})
