import type { Finding, Severity } from './finding.ts'
import type { Incident } from './incident.ts'

const SPLIT = 'state/split-brain'

/** Why two routers are Active at once: the first that holds is the cause, what follows from it is not told again. */
const CAUSES: readonly string[] = [
  'net/vrid-collision',
  'state/vrid-mismatch',
  'net/half-unicast',
  'wire/wrong-group',
  'state/version-mixed',
  'state/interval-mismatch',
  'sec/hmac-partial',
  'sec/auth-invalid',
  'wire/checksum-readings-mixed',
  'state/addresses-mismatch',
  'state/mutual-rejection',
  'net/one-way-loss',
  'state/one-way-deafness',
]

/** Causes by which an advert never gets to the router that should obey it; by the others it is thrown away. */
const DEAF: ReadonlySet<string> = new Set([
  'net/half-unicast',
  'wire/wrong-group',
  'net/one-way-loss',
  'state/one-way-deafness',
])

/** What a split brings with it. */
const SYMPTOMS: ReadonlySet<string> = new Set([
  'state/silent-active',
  'state/did-not-yield',
  'state/yielded-wrongly',
  'state/lower-priority-active',
  'state/flapping',
  'state/interval-drift',
  'state/equal-priority',
  'state/no-announcement',
  'state/stale-announcement',
  'net/duplicate-address',
])

/** Causes that explain others also where no router is Active twice. */
const EXPLAINS: Readonly<Record<string, readonly string[]>> = {
  'net/vrid-collision': [...CAUSES.slice(1), ...SYMPTOMS],
}

const BY_SEVERITY: readonly Severity[] = ['error', 'warning', 'info']

/** One finding for each root: the symptoms and consequences of an incident go into its `related`. Worst first. */
export function foldIncidents(incidents: readonly Incident[]): readonly Finding[] {
  const folded = new Set<Incident>()
  const findings = new Map<Incident, Finding>()
  const roots = incidents.filter(({ rule }) => rule.id === SPLIT)
  for (const root of roots) {
    const taken = incidents.filter((other) => !folded.has(other) && isOfSplit(other) && concern(root, other))
    for (const other of taken) folded.add(other)
    findings.set(root, splitFinding(root, taken))
  }
  for (const root of incidents) {
    const explained = EXPLAINS[root.rule.id]
    if (explained === undefined || folded.has(root)) continue
    const taken = incidents.filter(
      (other) => !folded.has(other) && explained.includes(other.rule.id) && concern(root, other),
    )
    for (const other of taken) folded.add(other)
    findings.set(root, withRelated(root.finding(), taken))
  }
  return incidents
    .filter((incident) => !folded.has(incident))
    .map((incident) => findings.get(incident) ?? incident.finding())
    .sort(worstFirst)
}

const isOfSplit = ({ rule }: Incident): boolean => CAUSES.includes(rule.id) || SYMPTOMS.has(rule.id)

function splitFinding(root: Incident, taken: readonly Incident[]): Finding {
  const finding = withRelated(root.finding(), taken)
  const cause = CAUSES.map((id) => taken.find(({ rule }) => rule.id === id)).find((incident) => incident !== undefined)
  if (cause === undefined) return { ...finding, values: { kind: 'unknown', cause: 'unknown', ...finding.values } }
  const why = cause.finding()
  const kind = DEAF.has(why.id) ? 'deaf' : 'mutual-rejection'
  return {
    ...finding,
    values: { ...why.values, ...finding.values, kind, cause: why.id },
    cause: { id: why.id, message: why.message },
  }
}

const withRelated = (finding: Finding, taken: readonly Incident[]): Finding => ({
  ...finding,
  related: [...new Set([...finding.related, ...taken.map(({ rule }) => rule.id)])].sort(),
})

/** Same virtual router, a router in common, and a time in common. */
function concern(root: Incident, other: Incident): boolean {
  if (root === other) return false
  const routers = other.routers
  const sameRouters = routers.length === 0 || root.routers.some((name) => routers.includes(name))
  const sameKey = root.key === other.key || other.key === undefined
  return sameKey && sameRouters && overlap(root, other)
}

function overlap(a: Incident, b: Incident): boolean {
  if (a.firstSeen === undefined || b.firstSeen === undefined) return true
  return a.firstSeen <= (b.lastSeen ?? b.firstSeen) && b.firstSeen <= (a.lastSeen ?? a.firstSeen)
}

function worstFirst(a: Finding, b: Finding): number {
  const bySeverity = BY_SEVERITY.indexOf(a.severity) - BY_SEVERITY.indexOf(b.severity)
  if (bySeverity !== 0) return bySeverity
  const byTime = (a.firstSeen ?? 0) - (b.firstSeen ?? 0)
  return byTime !== 0 ? byTime : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
