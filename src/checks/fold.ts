import { ns } from '../core/time.ts'
import type { VirtualRouterKey } from '../observe/record.ts'
import { bySeverity, type Finding, withRelated } from './finding.ts'
import type { Incident } from './incident.ts'
import { CAUSES, OF_SPLIT, SPLIT, SYMPTOMS, splitFinding } from './split.ts'

interface Explanation {
  readonly root: string
  /** Only where the root says it with this sentence. */
  readonly message?: string
  readonly takes: readonly string[]
  /** What it takes can be worse than itself: then it is as severe. */
  readonly growsWorse?: true
}

/** What explains what where no router is Active twice; the first explanation takes what it explains. */
const EXPLANATIONS: readonly Explanation[] = [
  { root: 'net/vrid-collision', takes: [...CAUSES.slice(1), ...SYMPTOMS] },
  // A timer with more adverts to miss, or an outage that nothing explains: one of them is the whole story.
  { root: 'state/slow-takeover', message: 'adverts', takes: ['state/no-active'] },
  { root: 'state/slow-takeover', message: 'announced', takes: ['state/no-active'] },
  { root: 'state/no-active', takes: ['state/slow-takeover'] },
  { root: 'state/silent-active', takes: ['state/priority-zero-missing', 'net/duplicate-address'] },
  { root: 'net/duplicate-address', message: 'fhrp', takes: ['net/other-fhrp'] },
  // Who does not know that it was away announces nothing.
  { root: 'state/paused-host', takes: ['state/no-announcement'], growsWorse: true },
  { root: 'state/paused-host', takes: ['state/starved-active', 'state/priority-zero-missing', 'state/near-failover'] },
  // With configurations at hand the line to change is the finding; that the wire shows it too goes without saying.
  ...['config', 'lint'].flatMap((group): Explanation[] => [
    { root: `${group}/version-mismatch`, takes: ['state/version-mixed'] },
    { root: `${group}/interval-mismatch`, takes: ['state/interval-mismatch'] },
    { root: `${group}/addresses-mismatch`, takes: ['state/addresses-mismatch'] },
  ]),
  { root: 'config/router-silent', message: 'elected', takes: ['config/wrong-active'] },
  { root: 'lint/equal-priority', takes: ['state/equal-priority'] },
  { root: 'lint/plaintext-password', takes: ['sec/plaintext-password'] },
  { root: 'state/flapping', takes: ['state/restart'] },
  { root: 'state/flapping', message: 'silent', takes: ['state/silent-active'] },
  { root: 'state/starved-active', takes: ['state/no-announcement'], growsWorse: true },
  { root: 'state/starved-active', takes: ['state/priority-zero-missing'] },
]

/** One finding for each root: the symptoms and consequences of an incident go into its `related`. Worst first. */
export function foldIncidents(incidents: readonly Incident[]): readonly Finding[] {
  const folded = new Set<Incident>()
  // Symptoms that are findings of their own: a later split did not bring them.
  const outlived = new Set<Incident>()
  const findings = new Map<Incident, Finding>()
  const found = byPlace(incidents)
  const take = (root: Incident, rules: readonly string[]): readonly Incident[] => {
    const isConcerned = concernedBy(root)
    // A cause that lasts is one incident, and may be that of several splits.
    const isFree = (other: Incident): boolean =>
      (!folded.has(other) && !outlived.has(other)) || (root.rule.id === SPLIT && CAUSES.includes(other.rule.id))
    const candidates = rules.flatMap((rule) => keysOf(root).flatMap((key) => found.get(placeOf(key, rule)) ?? []))
    const taken = candidates.filter((other) => isFree(other) && isConcerned(other))
    for (const other of taken) folded.add(other)
    return taken
  }
  for (const root of incidents)
    if (root.rule.id === SPLIT && !folded.has(root)) {
      const taken = take(root, OF_SPLIT)
      // What a symptom explains goes with it.
      const further = taken.flatMap((one) => EXPLANATIONS.flatMap((e) => (explains(e, one) ? take(one, e.takes) : [])))
      findings.set(root, splitFinding(root, [...taken, ...further]))
      const { endNs, those } = outlasting(root, taken)
      for (const one of those) {
        outlived.add(one)
        folded.delete(one)
        findings.set(one, { ...one.finding(), firstSeen: ns(endNs) })
      }
    }
  for (const explanation of EXPLANATIONS)
    for (const root of incidents) {
      if (folded.has(root) || !explains(explanation, root)) continue
      const taken = take(root, explanation.takes)
      if (taken.length === 0) continue
      const finding = withRelated(findings.get(root) ?? root.finding(), taken)
      const others = explanation.growsWorse ? taken.map((one) => one.finding().severity) : []
      findings.set(root, { ...finding, severity: [finding.severity, ...others].toSorted(bySeverity)[0]! })
    }
  const told = incidents.filter((incident) => !folded.has(incident))
  const lines = told.filter(saysLine)
  return told
    .map((incident) => {
      const finding = findings.get(incident) ?? incident.finding()
      return incident.rule.id === SPLIT
        ? withRelated(
            finding,
            lines.filter((line) => leadsTo(incident, line)),
          )
        : finding
    })
    .sort(worstFirst)
}

const explains = ({ root, message }: Explanation, incident: Incident): boolean =>
  root === incident.rule.id && (message ?? incident.message) === incident.message

// The line of a configuration that leads to a split stays a finding of its own: it has a file to open.
const saysLine = ({ rule }: Incident): boolean =>
  /^(config|lint)\/(.*-mismatch|mutual-rejection|peers-asymmetric)$/.test(rule.id)

const leadsTo = (split: Incident, { rule, key }: Incident): boolean =>
  split.key === key || (split.message === 'oneAddress' && rule.id.endsWith('/vrid-mismatch'))

/** Incidents of one rule in one virtual router: a flood has thousands of incidents, and few in one place. */
function byPlace(incidents: readonly Incident[]): ReadonlyMap<string, readonly Incident[]> {
  const found = new Map<string, Incident[]>()
  for (const incident of incidents) {
    const place = placeOf(incident.key, incident.rule.id)
    const known = found.get(place)
    if (known === undefined) found.set(place, [incident])
    else known.push(incident)
  }
  return found
}

const placeOf = (key: VirtualRouterKey | undefined, rule: string): string => `${key} ${rule}`

/** Virtual routers in common: its own, those of its routers (one address under two VRIDs concerns both), and none. */
const keysOf = ({ key, sign }: Incident): readonly (VirtualRouterKey | undefined)[] => [
  ...new Set([
    key,
    ...(sign.routers ?? []).flatMap((router) => (typeof router === 'string' ? [] : router.virtualRouter.key)),
    undefined,
  ]),
]

/** A router in common, and a time in common; for what follows from the root, one as near as a timer reaches. */
function concernedBy(root: Incident): (other: Incident) => boolean {
  const names = root.routers
  const reachFor = reachesOf(root)
  return (other) => {
    if (other === root || !overlap(root, other, reachFor(other.rule.id))) return false
    const { routers } = other
    return routers.length === 0 || names.length === 0 || names.some((name) => routers.includes(name))
  }
}

/** How long before or after the root something of a rule may come: a symptom by the longest Active_Down_Interval. */
function reachesOf({ rule, virtualRouter }: Incident): (id: string) => number {
  const routers = virtualRouter?.routers.slice(0, 8) ?? []
  const down = Math.max(0, ...routers.map((router) => router.activeDownNs(router)))
  if (rule.id !== SPLIT) return () => down
  // What was over before a split began, or begins after its end, is not why there was one; a split begins with an advert,
  // but its periods may turn out to be an interval longer.
  const interval = Math.max(0, ...routers.map(({ intervalNs }) => intervalNs))
  return (id) => (id === SPLIT ? 0 : CAUSES.includes(id) ? interval : down)
}

function overlap(a: Incident, b: Incident, reach: number): boolean {
  if (a.firstSeen === undefined || b.firstSeen === undefined) return true
  return a.firstSeen - reach <= lastOf(b) && b.firstSeen - reach <= lastOf(a)
}

/** Symptoms that are still there when the split has been over for longer than a timer reaches: its repair ends none. */
function outlasting(split: Incident, taken: readonly Incident[]): { endNs: number; those: readonly Incident[] } {
  const reachFor = reachesOf(split)
  const endNs = Math.max(...[split, ...taken].filter(({ rule }) => rule.id === SPLIT).map(lastOf))
  const those = taken.filter((other) => LASTING.has(other.rule.id) && lastOf(other) > endNs + reachFor(other.rule.id))
  return { endNs, those }
}

/** Rules that say when what they found was over; what is open goes on. */
const LASTING: ReadonlySet<string> = new Set([SPLIT, 'state/stale-announcement'])

const lastOf = ({ rule, state, firstSeen, lastSeen }: Incident): number =>
  LASTING.has(rule.id) && state === 'open' ? Number.POSITIVE_INFINITY : (lastSeen ?? firstSeen ?? 0)

function worstFirst(a: Finding, b: Finding): number {
  const byTime = (a.firstSeen ?? 0) - (b.firstSeen ?? 0)
  return bySeverity(a.severity, b.severity) || byTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
