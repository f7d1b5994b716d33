import { virtualMac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { TrackedRouter } from './router.ts'
import type { LoggedAnnouncement } from './surroundings.ts'
import { graceOf, isOverdue } from './tolerance.ts'

/**
 * Whether an announcement from before the first advert of `r`, which has just become Active, is its own. From the virtual
 * MAC the one before it may have announced, as long as it was Active; FRR over IPv6, which sets the router flag, announces an
 * interval before its first advert.
 */
export function isAnnouncedBy(r: TrackedRouter, { mac, tNs, routerFlag }: LoggedAnnouncement): boolean {
  const { family, vrid, routers } = r.virtualRouter
  if (mac !== virtualMac(family, vrid)) return mac === r.mac
  const inOneMoment = r.lastAdvertNs - tNs <= graceOf(r)
  if (inOneMoment || routerFlag || r.params.profile.name.startsWith('frr')) return true
  const mayAnnounce = (other: TrackedRouter): boolean =>
    other.mac === mac && !isOverdue(other, tNs) && !hasLeft(other, tNs)
  return !routers.some((other) => other !== r && mayAnnounce(other))
}

/** It had said priority 0 by then. */
const hasLeft = ({ period, lastPeriod }: TrackedRouter, atNs: Ns): boolean =>
  period === undefined && lastPeriod?.endedBy === 'priority-zero' && lastPeriod.to! <= atNs
