import { defineRule } from '../../rule.ts'

const SAME = '{src} speaks {protocol} group {group} for {address}, which VRID {vrid} serves too.'

export const otherFhrp = defineRule({
  id: 'net/other-fhrp',
  severity: 'info',
  ends: 'quiet',
  rfc: ['RFC 2281'],
  condition: 'HSRP or GLBP serves an address that is also a virtual address of VRRP.',
  why: 'Two protocols elect a router for one address without knowing of each other.',
  remedy: 'Remove the address from one of them: `no standby {group} ip` on {src}, or the `virtual_ipaddress` line.',
  messages: {
    same: SAME,
    glbp: {
      text: SAME,
      remedy: 'Remove the address from one of them: `no glbp {group} ip` on {src}, or the `virtual_ipaddress` line.',
    },
  },
  watch: (run) => ({
    facts: {
      fhrp(fact) {
        if (fact.address === undefined) return
        for (const virtualRouter of run.world.virtualRoutersOf(fact.address.text, fact)) {
          run.report(fact.protocol === 'GLBP' ? 'glbp' : 'same', {
            virtualRouter,
            routers: [fact.src.text],
            seen: [fact],
            values: {
              src: fact.src.text,
              protocol: fact.protocol,
              group: fact.group,
              address: fact.address.text,
              vrid: virtualRouter.vrid,
            },
          })
        }
      },
    },
  }),
})
