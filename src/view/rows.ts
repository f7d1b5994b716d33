import { bySeverity, type Finding } from '../checks/finding.ts'
import { type Ns, nsFromCs } from '../core/time.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'

/** What the table says of one virtual router, before it is laid out. */
export interface Row {
  readonly virtualRouter: LiveVirtualRouter
  readonly state: RowState
  /** The Active router that was heard last, or the last one that was. */
  readonly holder: LiveRouter | undefined
  readonly backups: number
  readonly sinceLast: Ns
  /** Active_Down_Interval of the holder's adverts: when it is over, somebody else takes over. */
  readonly downAfter: Ns | undefined
  readonly jitter: Ns | undefined
  readonly worst: Finding | undefined
}

export type RowState = 'ok' | 'split' | 'muted' | 'nobody'

export type SortKey = 'id' | 'state' | 'last'
export const SORT_KEYS: readonly SortKey[] = ['id', 'state', 'last']

const STATE_RANK: Readonly<Record<RowState, number>> = { split: 0, nobody: 1, muted: 2, ok: 3 }

export function rowsOf(
  virtualRouters: readonly LiveVirtualRouter[],
  findings: readonly Finding[],
  now: Ns,
  sort: SortKey,
): Row[] {
  const worst = new Map<number, Finding>()
  for (const finding of findings) {
    if (finding.key === undefined || finding.state === 'closed') continue
    const before = worst.get(finding.key)
    if (before === undefined || bySeverity(finding.severity, before.severity) < 0) worst.set(finding.key, finding)
  }
  const rows = virtualRouters.map((virtualRouter) => rowOf(virtualRouter, worst.get(virtualRouter.key), now))
  return rows.sort((a, b) => compareRows(a, b, sort))
}

function rowOf(virtualRouter: LiveVirtualRouter, worst: Finding | undefined, now: Ns): Row {
  const { active, routers } = virtualRouter
  const holder = lastHeard(active) ?? lastHeard(routers)
  return {
    virtualRouter,
    state: stateOf(active),
    holder,
    backups: routers.length - active.length,
    sinceLast: Math.max(0, now - (holder?.lastAdvertNs ?? virtualRouter.lastSeenNs)) as Ns,
    downAfter: holder?.activeDownNs(holder),
    jitter: holder === undefined ? undefined : jitterOf(holder),
    worst,
  }
}

function stateOf(active: readonly LiveRouter[]): RowState {
  if (active.length > 1) return 'split'
  if (active.length === 0) return 'nobody'
  return active[0]!.period?.muted ? 'muted' : 'ok'
}

/** How far the 99th percentile of the spacing is from what it advertises. */
function jitterOf({ intervals, advertised }: LiveRouter): Ns | undefined {
  const late = intervals.quantile(0.99)
  return late === undefined ? undefined : (Math.abs(late - nsFromCs(advertised)) as Ns)
}

const lastHeard = (routers: readonly LiveRouter[]): LiveRouter | undefined =>
  routers.reduce<LiveRouter | undefined>(
    (last, router) => (last === undefined || router.lastAdvertNs > last.lastAdvertNs ? router : last),
    undefined,
  )

function compareRows(a: Row, b: Row, sort: SortKey): number {
  const byId = a.virtualRouter.id.localeCompare(b.virtualRouter.id, 'en', { numeric: true })
  switch (sort) {
    case 'id':
      return byId
    case 'state':
      return STATE_RANK[a.state] - STATE_RANK[b.state] || compareWorst(a.worst, b.worst) || byId
    case 'last':
      return b.sinceLast - a.sinceLast || byId
  }
}

/** Who has no finding comes last. */
function compareWorst(a: Finding | undefined, b: Finding | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return bySeverity(a.severity, b.severity)
}
