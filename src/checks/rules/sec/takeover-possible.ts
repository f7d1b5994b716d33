import { idOf, peersOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'
import { IMPACT } from './plaintext-password.ts'

export const takeoverPossible = defineRule({
  id: 'sec/takeover-possible',
  severity: 'info',
  rfc: ['RFC 9568 9'],
  condition: 'A virtual router whose members sign is obeyed by a member that takes unsigned adverts.',
  why: `One member that takes unsigned adverts is enough. ${IMPACT}`,
  remedy: 'Set `mode enforce` in the `auth_hmac` block of {obeys} as soon as every member signs.',
  messages: { unsigned: '{obeys} accepts the unsigned adverts of {plain} for VRID {vrid}, although {signed} signs.' },
  watch: (run) => ({
    onAdvert(s, virtualRouter, router) {
      // Where nothing or a clear password protects it, sec/no-authentication and sec/plaintext-password say the same.
      if (router === undefined || s.advert.auth !== 'none') return
      for (const signed of peersOf(router)) {
        if (signed.auth !== 'hmac' || virtualRouter.acceptance(router, signed)?.accepts !== true) continue
        run.report('unsigned', {
          virtualRouter,
          routers: [signed, router],
          incident: idOf(signed),
          seen: [s],
          values: { obeys: signed.name, signed: signed.name, plain: router.name, vrid: virtualRouter.vrid },
        })
      }
    },
  }),
})
