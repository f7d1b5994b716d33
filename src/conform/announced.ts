import { type Ip, sameIp, virtualMac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { ArpFact, Fact, NdFact } from '../wire/facts.ts'
import type { Harness } from './harness.ts'

/** A gratuitous ARP or unsolicited Neighbor Advertisement for a virtual address. */
export interface Announced {
  readonly address: Ip
  readonly fact: ArpFact | NdFact
}

/** Every announcement of the virtual addresses since a takeover (the advert may come a moment after them). */
export function announcements(h: Harness, takeover: Ns): readonly Announced[] {
  return h.inbox.facts.flatMap((fact) => {
    const address = fact.tNs < takeover - h.times.late ? undefined : announcedBy(fact)
    return address !== undefined && h.router.addresses.some((ip) => sameIp(ip, address))
      ? [{ address, fact: fact as ArpFact | NdFact }]
      : []
  })
}

/** Every virtual address was announced with the virtual router MAC. */
export function checkAnnounced(h: Harness, takeover: Ns): void {
  const mac = virtualMac(h.router.family, h.router.vrid)
  for (const address of h.router.addresses) {
    const found = announcements(h, takeover).find((each) => sameIp(each.address, address))
    h.check(found !== undefined, `an announcement of ${address.text}`, 'none')
    const named = found?.fact.kind === 'arp' ? found.fact.senderMac : found?.fact.linkLayer
    h.check(named === mac, mac, named ?? 'no MAC')
  }
}

function announcedBy(fact: Fact): Ip | undefined {
  if (fact.kind === 'arp') return fact.role.startsWith('gratuitous') ? fact.senderIp : undefined
  return fact.kind === 'nd' && fact.role === 'unsolicited' ? fact.target : undefined
}
