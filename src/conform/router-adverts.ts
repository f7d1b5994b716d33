import { sameIp, virtualMac } from '../core/address.ts'
import { type Ns, nsFromSec } from '../core/time.ts'
import { type RouterAdvertFact, routerSolicitationFrame } from '../wire/router-messages.ts'
import type { Harness } from './harness.ts'

/** A solicited advertisement may wait for half a second, and for three after the one before (RFC 4861 6.2.6). */
const ANSWERED_WITHIN: Ns = nsFromSec(3.5)

/** Asks for Router Advertisements: all that came until the answer had to be there. */
export async function solicitRouters(h: Harness): Promise<readonly RouterAdvertFact[]> {
  const { address, mac } = h.host.identity
  const asked = h.transmit(routerSolicitationFrame({ link: { srcMac: mac }, src: address }))
  await h.pause(ANSWERED_WITHIN)
  return h.inbox.facts.filter(
    (heard): heard is RouterAdvertFact => heard.kind === 'router-advert' && heard.tNs >= asked,
  )
}

/** In the name of the virtual router: from one of its addresses, or with its MAC. */
export function advertisedBy({ router }: Harness, { src, srcMac, linkLayer }: RouterAdvertFact): boolean {
  const mac = virtualMac(6, router.vrid)
  return srcMac === mac || linkLayer === mac || router.addresses.some((own) => sameIp(own, src))
}
