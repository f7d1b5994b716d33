import { virtualMac } from '../../../core/address.ts'
import { defineRule } from '../../rule.ts'

export const carpVridCollision = defineRule({
  id: 'net/carp-vrid-collision',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 9568 7.3'],
  condition: 'A CARP VHID equals a VRID of IPv4 on the same segment.',
  why: 'Both own the virtual MAC {mac}: switches send the traffic of one to the other.',
  remedy: 'Change the VHID on {carp}, or `virtual_router_id` on {vrrp} and all members of its group.',
  messages: { same: 'VHID {vhid} of {carp} (CARP) and VRID {vhid} of {vrrp} share {mac}.' },
  watch: (run) => ({
    facts: {
      carp(fact) {
        for (const virtualRouter of run.world.virtualRouters) {
          if (virtualRouter.vrid !== fact.vhid || virtualRouter.family !== 4 || !run.world.hears(virtualRouter, fact))
            continue
          const router = virtualRouter.routers[0]
          if (router === undefined) continue
          run.report('same', {
            virtualRouter,
            routers: [fact.src.text, router],
            seen: [fact],
            values: { carp: fact.src.text, vrrp: router.name, vhid: fact.vhid, mac: virtualMac(4, fact.vhid) },
          })
        }
      },
    },
  }),
})
