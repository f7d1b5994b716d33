import { isVirtualMac } from '../core/address.ts'
import { type Ns, ns } from '../core/time.ts'
import type { LivePeriod, LiveTakeover } from '../observe/live.ts'
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

/** The addresses that the first advert of each period listed: one that is added later is announced then. */
export interface FirstListed {
  onActive(period: LivePeriod): void
  of(period: LivePeriod): readonly string[]
}

export function noteFirstListed(): FirstListed {
  const listed = new WeakMap<LivePeriod, readonly string[]>()
  return {
    onActive(period) {
      listed.set(
        period,
        period.router.lastSighting.advert.addresses.map(({ text }) => text),
      )
    },
    of: (period) => listed.get(period) ?? [],
  }
}

const isSameHost = ({ from, to }: LiveTakeover): boolean =>
  from?.mac !== undefined && from.mac === to.mac && !isVirtualMac(from.mac)
