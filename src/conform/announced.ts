import { type Ip, sameIp, virtualMac } from '../core/address.ts'
import { type Ns, nsFromSec } from '../core/time.ts'
import type { ArpFact, NdFact } from '../wire/facts.ts'
import type { Harness } from './harness.ts'
import type { Heard } from './heard.ts'
import { takeoverBySilence } from './procedures.ts'

/** A gratuitous ARP or unsolicited Neighbor Advertisement for a virtual address. */
export interface Announced {
  readonly address: Ip
  readonly fact: ArpFact | NdFact
}

/** Longer than keepalived's garp_lower_prio_delay: it repeats its announcements so long after each lower advert it heard. */
const SETTLING: Ns = nsFromSec(6)

/** A takeover whose announcements are its own: as Backup the device has first forgotten those that it owed for earlier ones. */
export async function takeoverAtRest(h: Harness): Promise<Ns> {
  await h.pause(SETTLING)
  return (await takeoverBySilence(h)).at
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

function announcedBy(fact: Heard): Ip | undefined {
  if (fact.kind === 'arp') return fact.role.startsWith('gratuitous') ? fact.senderIp : undefined
  return fact.kind === 'nd' && fact.role === 'unsolicited' ? fact.target : undefined
}
