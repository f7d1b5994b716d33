import { originOf } from '../../../config/origins.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'
import { Ties } from '../../ties.ts'

export const authInvalid = defineRule({
  id: 'sec/auth-invalid',
  severity: 'error',
  rfc: ['RFC 4302 3.4.4', 'RFC 2338 5.3.6'],
  condition: 'The AH value or the HMAC trailer of an advert does not verify with the configured key.',
  why: 'The sender has another key, the packet was changed on its way, or it is forged. Every peer refuses it.',
  remedy: 'Compare the keys of all nodes; if they are the same, look for who else sends from {src}.',
  messages: {
    ah: 'The AH value of {src} does not verify with the key of {file}:{line}.',
    hmac: 'The HMAC trailer of {src} (key id {keyId}) does not verify with the keys of {file}:{line}.',
  },
  watch: (run) => {
    let ties = new Ties([])
    return {
      onConfig(nodes) {
        ties = new Ties(nodes)
      },
      onAdvert(s, vr, router) {
        const kind = s.advert.ah !== undefined ? 'ah' : s.advert.trailer !== undefined ? 'hmac' : undefined
        const own = router === undefined ? undefined : ties.of(router)
        const member = own ?? ties.configured(vr).find((one) => one.router.authentication.kind === kind)
        const authentication = member?.router.authentication
        if (kind === undefined || authentication?.kind !== kind || s.advert.truncated) return
        if (run.verify?.(authentication, s) !== false) return
        const { file, line, column } = originOf(member!.router, 'authentication')
        const values = { file, line, keyId: s.advert.trailer?.keyId ?? 0 }
        run.report(kind, { ...adverted(s, vr, router, values), node: member!.node.name, file, line, column })
      },
    }
  },
})
