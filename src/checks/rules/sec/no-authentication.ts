import type { LiveVirtualRouter } from '../../../observe/live.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'
import { IMPACT } from './plaintext-password.ts'

export const noAuthentication = defineRule({
  id: 'sec/no-authentication',
  severity: 'info',
  rfc: ['RFC 9568 9', 'RFC 3768 10'],
  condition: 'Nothing authenticates the adverts of a virtual router.',
  why: `Usual since RFC 3768, which removed authentication. ${IMPACT}`,
  remedy:
    'Drop protocol 112 at access ports where no router is; between keepalived 2.4 nodes use `auth_hmac`, over unicast ' +
    '`unicast_peer` with IPsec.',
  messages: { none: 'Nothing authenticates VRID {vrid}.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      if (s.advert.auth !== 'none' || authenticates(virtualRouter)) return
      run.report('none', { ...adverted(s, virtualRouter, router), incident: 'none' })
    },
  }),
})

/** Some member uses some authentication: sec/plaintext-password, sec/hmac-partial or state/mutual-rejection tell of it. */
const authenticates = ({ routers }: LiveVirtualRouter): boolean => routers.some(({ auth }) => auth !== 'none')
