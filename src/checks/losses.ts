import { nsFromCs } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { LiveVirtualRouter } from '../observe/live.ts'
import type { Incident } from './incident.ts'

/** Enough to know how often adverts come; senders choose how many routers there are. */
const FEW_ROUTERS = 8

/**
 * Whether the adverts that an incident misses may be among those that the capture lost: it lost frames in that time, and
 * no fewer than adverts are missing. A single lost frame explains no outage of a minute.
 */
export function mayBeLost({ virtualRouter, firstSeen, lastSeen }: Incident, world: World): boolean {
  if (virtualRouter === undefined || firstSeen === undefined || lastSeen === undefined) return false
  const interval = longestInterval(virtualRouter)
  return world.lossesOn(virtualRouter.segment).some(({ from, to, dropped }) => {
    const lengthNs = Math.min(to, lastSeen) - Math.max(from, firstSeen)
    return lengthNs >= 0 && dropped * interval >= lengthNs - interval
  })
}

const longestInterval = ({ routers }: LiveVirtualRouter): number =>
  Math.max(0, ...routers.slice(0, FEW_ROUTERS).map(({ advertised }) => nsFromCs(advertised)))
