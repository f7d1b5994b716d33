import { ns, nsFromCs } from '../../../core/time.ts'
import type { LiveVirtualRouter } from '../../../observe/live.ts'
import { defineRule } from '../../rule.ts'
import { IMPACT } from './plaintext-password.ts'

// Time for the other members to show what they use.
const WAIT_INTERVALS = 10

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
  watch(run) {
    /** How many of its routers were there when it was judged. */
    const judged = new WeakMap<LiveVirtualRouter, number>()
    const judge = (virtualRouter: LiveVirtualRouter): void => {
      const { routers, vrid } = virtualRouter
      const known = judged.get(virtualRouter) ?? 0
      // Without a router nothing was advertised that could be authenticated.
      if (routers.length <= known || !routers.every(({ auth }) => auth === 'none')) return
      judged.set(virtualRouter, routers.length)
      run.report('none', {
        virtualRouter,
        routers,
        incident: 'none',
        times: known === 0 ? 1 : 0,
        seen: routers.slice(known).map(({ lastSighting }) => lastSighting),
        values: { vrid },
      })
    }
    return {
      onRouter({ virtualRouter, advertised, firstSeenNs }) {
        run.after(ns(firstSeenNs + WAIT_INTERVALS * nsFromCs(advertised)), () => judge(virtualRouter))
      },
      onEnd: (world) => world.virtualRouters.forEach(judge),
    }
  },
})
