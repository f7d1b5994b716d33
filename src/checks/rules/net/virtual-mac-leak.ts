import { type Ip, virtualMac } from '../../../core/address.ts'
import type { Fact } from '../../../wire/facts.ts'
import { defineRule } from '../../rule.ts'

export const virtualMacLeak = defineRule({
  id: 'net/virtual-mac-leak',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 7.3'],
  condition: 'A frame from the virtual MAC address that a router sent which is not Active.',
  why: 'The switch moves the virtual MAC to the port of that Backup: traffic for the address goes there until the next advert.',
  remedy:
    'On {router} turn IPv6 and IGMP off on the macvlan (`sysctl net.ipv6.conf.vrrp/{vrid}.disable_ipv6=1`), or update ' +
    'keepalived, which blocks them since 2.0.',
  messages: { leaked: '{router} is not Active for VRID {vrid} and sent a frame ({what}) from {mac}.' },
  watch: (run) => ({
    onFact(fact) {
      if (fact.srcMac === undefined || !fact.srcMac.startsWith('00:00:5e:00:0')) return
      const inner = innerSource(fact)
      if (inner === undefined) return
      for (const virtualRouter of run.world.virtualRouters) {
        if (
          !run.world.hears(virtualRouter, fact) ||
          fact.srcMac !== virtualMac(virtualRouter.family, virtualRouter.vrid)
        )
          continue
        const router = virtualRouter.routers.find(({ address }) => address.text === inner.text)
        if (router === undefined || router.period !== undefined || virtualRouter.active.length === 0) continue
        run.report('leaked', {
          virtualRouter,
          routers: [router],
          seen: [fact],
          values: { router: router.name, vrid: virtualRouter.vrid, what: fact.kind, mac: fact.srcMac },
        })
      }
    },
  }),
})

/** The sender by its IP address, where the frame has one: the MAC names all routers of the group alike. */
function innerSource(fact: Fact): Ip | undefined {
  if (fact.kind === 'arp') return fact.senderIp
  return fact.src
}
