import { type Ip, type Mac, virtualMac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import { TrackedRouter } from './router.ts'
import type { LoggedAnnouncement } from './surroundings.ts'
import { graceOf, isOverdue } from './tolerance.ts'

/**
 * Gives `r`, which has just become Active, the announcements since `since` that came before its first advert; true if there
 * was one. `latest`: the last one of an address from a MAC.
 */
export function creditEarlier(
  r: TrackedRouter,
  since: Ns,
  latest: (address: Ip, mac: Mac) => LoggedAnnouncement | undefined,
): boolean {
  const { family, vrid, addresses } = r.virtualRouter
  const macs = new Set([virtualMac(family, vrid), ...(r.mac === undefined ? [] : [r.mac])])
  let found = false
  for (const address of addresses)
    for (const mac of macs) {
      const logged = latest(address, mac)
      if (logged === undefined || logged.tNs < since || !isAnnouncedBy(r, logged)) continue
      found = true
      credit(r, logged)
    }
  return found
}

function credit(r: TrackedRouter, logged: LoggedAnnouncement): void {
  const { text } = logged.address
  const { lastAnnouncements } = r.virtualRouter
  if (r.announced.get(text)?.tNs === logged.tNs) return
  const last = lastAnnouncements.get(text)
  if (last?.tNs === logged.tNs && last.router instanceof TrackedRouter) last.router.retractAnnouncement(logged.source)
  const announcement = { ...logged, router: r }
  // Another router may have announced since.
  if (last === undefined || last.tNs <= logged.tNs) lastAnnouncements.set(text, announcement)
  r.noteAnnouncement(announcement, logged)
}

/**
 * Whether an announcement from before the first advert of `r`, which has just become Active, is its own. From the virtual
 * MAC the one before it may have announced, as long as it was Active; FRR over IPv6, which sets the router flag, announces an
 * interval before its first advert.
 */
function isAnnouncedBy(r: TrackedRouter, { mac, tNs, routerFlag }: LoggedAnnouncement): boolean {
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
