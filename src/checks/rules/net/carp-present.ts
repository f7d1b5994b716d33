import { defineRule } from '../../rule.ts'

export const carpPresent = defineRule({
  id: 'net/carp-present',
  severity: 'info',
  ends: 'quiet',
  rfc: { none: 'CARP shares IP protocol 112 and the group 224.0.0.18 with VRRP and is in no RFC.' },
  condition: 'CARP (pfSense, OPNsense, OpenBSD, FreeBSD) is spoken on the segment.',
  why: 'It uses the protocol number, the group and the virtual MAC addresses of VRRP; most tools show it as broken VRRP.',
  remedy: 'Nothing, as long as no VHID equals a VRID of the segment.',
  messages: { present: '{src} speaks CARP with VHID {vhid}.' },
  watch: (run) => ({
    facts: {
      carp(fact) {
        run.report('present', {
          routers: [fact.src.text],
          incident: `${fact.path} ${fact.vhid} ${fact.src.text}`,
          seen: [fact],
          values: { src: fact.src.text, vhid: fact.vhid },
        })
      },
    },
  }),
})
