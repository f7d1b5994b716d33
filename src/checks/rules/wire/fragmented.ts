import { defineRule } from '../../rule.ts'

export const fragmented = defineRule({
  id: 'wire/fragmented',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 9568 5.2.5', 'RFC 9568 7.1'],
  condition: 'A fragment of IP protocol 112 (or 51 that carries it).',
  why: 'Many receivers and nearly all filters drop fragments of protocol 112; with one lost fragment the advert is lost.',
  remedy:
    'Advertise fewer addresses on {src}: keep one in `virtual_ipaddress` and move the rest to `virtual_ipaddress_excluded`, ' +
    'or raise the MTU of the interface.',
  messages: { fragment: '{src} sends its adverts to {dst} in fragments.' },
  watch: (run) => ({
    facts: {
      fragment(f) {
        run.report('fragment', { routers: [f.src.text], seen: [f], values: { src: f.src.text, dst: f.dst.text } })
      },
    },
  }),
})
