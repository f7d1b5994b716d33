import { defectWords, isDefectCode, isSendersFault } from '../../../wire/defects.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const malformed = defineRule({
  id: 'wire/malformed',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 9568 7.1'],
  condition: 'The fixed part of a packet is cut short, or a length in it contradicts itself.',
  why: 'Nobody can read the packet: receivers discard it, so an advert in it is lost.',
  remedy:
    'Capture on {src} itself: whole there and broken here means a device on the way cuts it (MTU, tunnel); broken there ' +
    'means its sender.',
  messages: { broken: 'A packet from {src} to {dst} cannot be read: {reason} (byte {offset}).' },
  watch: (run) => ({
    facts: {
      malformed(f) {
        const { code, offset } = f.defect
        if (isDefectCode(code) && !isSendersFault(code)) return // a snap length is nobody's fault
        const src = f.src?.text ?? f.srcMac ?? 'an unknown sender'
        const dst = f.dst?.text ?? f.dstMac ?? 'an unknown receiver'
        const reason = isDefectCode(code) ? defectWords(code) : code
        run.report('broken', { routers: [src], seen: [f], values: { src, dst, reason, offset } })
      },
    },
    onAdvert(s, vr, router) {
      const contradiction = s.advert.defects.find(({ code }) => code === 'ip/length-beyond-frame')
      if (contradiction === undefined) return
      const reason = defectWords('ip/length-beyond-frame')
      run.report('broken', adverted(s, vr, router, { reason, offset: contradiction.offset }))
    },
  }),
})
