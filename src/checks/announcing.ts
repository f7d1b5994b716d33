import { isVirtualMac } from '../core/address.ts'
import { type Ns, ns } from '../core/time.ts'
import type { LiveTakeover } from '../observe/live.ts'
import { isRouted } from './advert.ts'

/** Whether its neighbours have to be told of a takeover, and would be seen to be told. */
export function hasToAnnounce(takeover: LiveTakeover): boolean {
  // What it tells its neighbours does not get here; or they know it by its MAC, under another source address.
  return takeover.unseen === 0 && !isRouted(takeover.to.lastSighting) && !isSameHost(takeover)
}

/** From when on an announcement is one of this takeover. */
export function announcesFrom({ to, at }: LiveTakeover): Ns {
  // FRR announces when its interface comes up, over IPv6 one interval before its first advert gets out.
  return ns(at - 2 * to.intervalNs)
}

const isSameHost = ({ from, to }: LiveTakeover): boolean =>
  from?.mac !== undefined && from.mac === to.mac && !isVirtualMac(from.mac)
