import { type Ip, type Mac, sameIp, virtualMac } from '../core/address.ts'
import { type Ns, ns, nsFromSec } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { Acted, Harness } from './harness.ts'

/** From being asked to start to being up, a real daemon takes this long at most. */
export const START_GRACE: Ns = nsFromSec(2)

/** Stops the device, lets it rest, starts it: the first advert after that, and when it was started. */
export async function firstAfterStart(h: Harness): Promise<{ readonly first: Sighting; readonly start: Acted }> {
  await h.act('stop')
  await h.pause(ns(2 * h.times.interval))
  // A command may return only when the device is up and has spoken.
  h.inbox.skip()
  const start = await h.act('start')
  const first = await h.advert(ns(h.times.activeDown() + 2 * h.times.interval + 2 * START_GRACE), 'the device comes up')
  return { first, start }
}

/** A virtual address that ARP or ND bound to another MAC than the virtual one. */
interface Binding {
  readonly tNs: Ns
  /** Its place among all that was heard. */
  readonly place: number
  readonly address: Ip
  readonly mac: Mac
  readonly isAnnouncement: boolean
}

/** What ARP and ND said of the virtual addresses since a moment, where it was not the virtual router MAC. */
export function boundOtherwise(h: Harness, since: Ns): readonly Binding[] {
  const mac = virtualMac(h.router.family, h.router.vrid)
  return bindings(h).filter(
    (one) => one.tNs >= since && one.mac !== mac && h.router.addresses.some((own) => sameIp(own, one.address)),
  )
}

function bindings(h: Harness): Binding[] {
  return h.inbox.facts.flatMap((heard, place): Binding[] => {
    const { tNs } = heard
    if (heard.kind === 'arp')
      return [
        {
          tNs,
          place,
          address: heard.senderIp,
          mac: heard.senderMac,
          isAnnouncement: heard.role.startsWith('gratuitous'),
        },
      ]
    if (heard.kind !== 'nd' || heard.linkLayer === undefined) return []
    const isAdvertisement = heard.role === 'advertisement' || heard.role === 'unsolicited'
    const address = isAdvertisement ? heard.target : heard.src
    return [{ tNs, place, address, mac: heard.linkLayer, isAnnouncement: heard.role === 'unsolicited' }]
  })
}
