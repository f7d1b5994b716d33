import { type Ip, isLinkLocal, isUnspecified, isVirtualMac, virtualMac } from '../../../core/address.ts'
import type { Ns } from '../../../core/time.ts'
import type { World } from '../../../observe/listener.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import type { OtherFact } from '../../../wire/facts.ts'
import { periodBefore } from '../../period-before.ts'
import { defineRule } from '../../rule.ts'

const LEAKED = '{router} is not Active for VRID {vrid} and sent a frame ({what}) from {mac}.'
const UNHEARD =
  '{router}, which never advertised VRID {vrid}, sent a frame ({what}) from {mac} while {active} was Active: a Backup ' +
  'that was not heard, unless {active} has that address, too.'
// Over IPv6 the macvlan carries the virtual addresses: without IPv6 on it keepalived is in FAULT.
const REMEDY_6 =
  'On {router} write `vmac_xmit_base` into the instance: without it keepalived gives the macvlan the link-local address of its ' +
  'interface, and a Backup answers from {mac}. It then advertises from its own MAC. Leave IPv6 on at the macvlan: it carries ' +
  'the virtual addresses. With FRR check that the macvlan of a Backup is protodown (`ip -d link show`).'

export const virtualMacLeak = defineRule({
  id: 'net/virtual-mac-leak',
  severity: 'warning',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 7.3'],
  condition: 'A frame from the virtual MAC address that a router sent which is not Active.',
  why: 'The switch moves the virtual MAC to the port of that Backup: traffic for the address goes there until the next advert.',
  remedy:
    'On {router} turn IPv6 and IGMP off on the macvlan (`sysctl net.ipv6.conf.vrrp/{vrid}.disable_ipv6=1`, unless it has ' +
    'IPv6 addresses), or update keepalived, which blocks them since 2.0.',
  messages: {
    leaked: LEAKED,
    leaked6: { text: LEAKED, remedy: REMEDY_6 },
    unheard: UNHEARD,
    unheard6: { text: UNHEARD, remedy: REMEDY_6 },
    left: {
      text:
        '{router} has not advertised VRID {vrid} since it fell silent as Active, but it sent a frame ({what}) from {mac}: its ' +
        'macvlan is still up.',
      why:
        'The switch moves the virtual MAC to the port of that host, which most likely still has the virtual addresses: traffic for ' +
        'them goes there until the next advert.',
      remedy:
        'If its daemon is gone, start it again on {router} (`systemctl start keepalived` / `frr`) or take the macvlan down ' +
        '(`ip link set vrrp.{vrid} down`); if it runs, look for what drops protocol 112 on its way here.',
    },
  },
  watch: (run) => ({
    onFact(fact) {
      if (fact.srcMac === undefined || !isVirtualMac(fact.srcMac)) return
      const inner = innerSource(fact)
      if (inner === undefined) return
      for (const virtualRouter of run.world.virtualRouters) {
        if (
          !run.world.hears(virtualRouter, fact) ||
          fact.srcMac !== virtualMac(virtualRouter.family, virtualRouter.vrid)
        )
          continue
        const router = virtualRouter.routers.find(({ address }) => address.text === inner.text)
        const active = virtualRouter.active[0]
        if (active === undefined || router?.period !== undefined) continue
        if (router === undefined && !isOfStranger(fact, inner, run.world)) continue
        run.report(messageFor(router, virtualRouter.family, fact.tNs), {
          virtualRouter,
          routers: [router ?? inner.text],
          seen: [fact],
          confidence: router === undefined ? 'likely' : 'certain',
          values: {
            router: router?.name ?? inner.text,
            vrid: virtualRouter.vrid,
            what: fact.kind,
            mac: fact.srcMac,
            active: active.name,
          },
        })
      }
    },
  }),
})

function messageFor(router: LiveRouter | undefined, family: 4 | 6, at: Ns) {
  if (router === undefined) return family === 4 ? 'unheard' : 'unheard6'
  if (periodBefore(router, at)?.endedBy === 'silence') return 'left'
  return family === 4 ? 'leaked' : 'leaked6'
}

/**
 * Whether the source tells of another router although none is known by it. The Active router, too, sends from the virtual
 * MAC with virtual addresses, with none yet, with what its macvlan made of the MAC; it answers for others (proxy ARP), and
 * forwards what others sent.
 */
function isOfStranger(fact: OtherFact, source: Ip, world: World): boolean {
  const isOwnWord =
    (fact.kind === 'arp' && fact.role === 'request') ||
    (fact.kind === 'membership' && (fact.role === 'join' || fact.role === 'leave'))
  return isOwnWord && !isUnspecified(source) && !isLinkLocal(source) && world.virtualRoutersOf(source.text).length === 0
}

/** The sender by its IP address, where the frame has one: the MAC names all routers of the group alike. */
function innerSource(fact: OtherFact): Ip | undefined {
  if (fact.kind === 'arp') return fact.senderIp
  return fact.src
}
