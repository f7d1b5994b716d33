import { compareIp } from '../core/address.ts'
import type { Period, TakeoverInMaking } from './period.ts'
import type { Acceptance, ActivePeriod, RouterRecord, Takeover, VirtualRouterRecord } from './record.ts'
import type { TrackedRouter } from './router.ts'
import type { TrackedVirtualRouter } from './virtual-router.ts'

/** What is known of a virtual router, as values that do not change any more. */
export function recordOf(vr: TrackedVirtualRouter, segment: string | undefined): VirtualRouterRecord {
  return {
    key: vr.key,
    id: vr.id,
    vrid: vr.vrid,
    segment,
    family: vr.family,
    path: vr.path,
    versions: [...vr.versions].sort((a, b) => a - b),
    transport: vr.transport,
    addresses: [...vr.addresses],
    routers: [...vr.routers].sort(bySpeaker).map(routerRecord),
    activePeriods: [...vr.periods].sort((a, b) => a.from - b.from).map(periodRecord),
    takeovers: vr.takeovers.map(takeoverRecord),
    acceptance: [...acceptances(vr)],
    forgotten: vr.forgotten,
  }
}

function routerRecord(r: TrackedRouter): RouterRecord {
  return {
    name: r.name,
    address: r.address,
    mac: r.mac,
    node: r.config?.node,
    priorities: [...r.priorities],
    priority: r.priority,
    versions: [...r.versions],
    adverts: r.adverts,
    priorityZero: r.priorityZero,
    firstSeen: r.firstSeenNs,
    lastSeen: r.lastAdvertNs,
    interval: {
      advertised: r.advertised,
      min: r.intervals.minNs,
      p50: r.intervals.quantile(0.5),
      p99: r.intervals.quantile(0.99),
      max: r.intervals.maxNs,
    },
    auth: r.auth,
    checksum: r.checksum,
    announcements: r.announcements,
  }
}

const periodRecord = (p: Period): ActivePeriod => ({
  router: p.router.name,
  from: p.from,
  to: p.to,
  endedBy: p.endedBy ?? 'capture-end',
  muted: p.muted,
})

const takeoverRecord = (t: TakeoverInMaking): Takeover => ({
  at: t.at,
  from: t.from?.name,
  to: t.to.name,
  cause: t.cause,
  gap: t.gap,
  expectedGap: t.expectedGap,
  overlap: t.overlap,
  announceDelay: t.announceDelay,
  frameNo: t.frameNo,
})

/** Every ordered pair, as far as the pairs of many speakers are worth a table. */
function* acceptances(vr: TrackedVirtualRouter): Generator<Acceptance> {
  const routers = [...vr.routers].sort(bySpeaker).slice(0, MAX_PAIRED)
  for (const from of routers)
    for (const by of routers) {
      const known = vr.acceptance(from, by)
      if (known !== undefined) yield known
    }
}

const MAX_PAIRED = 16

const bySpeaker = (a: TrackedRouter, b: TrackedRouter): number =>
  compareIp(a.address, b.address) || a.ordinal - b.ordinal
