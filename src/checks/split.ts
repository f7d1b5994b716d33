import { type Mac, sameIp } from '../core/address.ts'
import { ns } from '../core/time.ts'
import { type Cause, type Finding, withRelated } from './finding.ts'
import type { Incident } from './incident.ts'
import { listed } from './listed.ts'
import type { Values } from './rule.ts'

// Two routers Active at once: what brings it about, what it brings with it, and the one finding that all of it becomes.

export const SPLIT = 'state/split-brain'

const UNHEARD = 'wire/group-mac-mismatch'

/** Why two routers are Active at once: the first that holds is the cause, what follows from it is not told again. */
export const CAUSES: readonly string[] = [
  'net/vrid-collision',
  'state/vrid-mismatch',
  'net/half-unicast',
  'wire/wrong-group',
  UNHEARD,
  'state/version-mixed',
  'state/interval-mismatch',
  'sec/hmac-partial',
  'sec/auth-invalid',
  'wire/checksum-readings-mixed',
  'state/addresses-mismatch',
  // An owner may discard the adverts of another (RFC 9568 7.1), and that looks like a check that fails, or like deafness.
  'state/two-owners',
  'state/mutual-rejection',
  'net/virtual-mac-blocked',
  'net/one-way-loss',
  'state/one-way-deafness',
]

/** Causes by which an advert never gets to the router that should obey it; by the others it is thrown away. */
const DEAF: ReadonlySet<string> = new Set([
  'net/half-unicast',
  'wire/wrong-group',
  UNHEARD,
  'net/virtual-mac-blocked',
  'net/one-way-loss',
  'state/one-way-deafness',
])

/** What a split brings with it. */
export const SYMPTOMS: readonly string[] = [
  'state/silent-active',
  'state/did-not-yield',
  'state/yielded-wrongly',
  'state/lower-priority-active',
  'state/early-takeover',
  'state/flapping',
  'state/starved-active',
  'state/interval-drift',
  'state/equal-priority',
  'state/no-announcement',
  'state/stale-announcement',
  'net/duplicate-address',
]

/** More than a few causes nobody reads in one finding; three routers are three pairs. */
const MOST_FURTHER = 4
const MOST_PAIRS = 32

/** What belongs to a split; a third router Active at the same time does, too. */
export const OF_SPLIT: readonly string[] = [SPLIT, ...CAUSES, ...SYMPTOMS]

/**
 * The finding of a split and of what it took: of all its routers, with the first cause that holds, and the rest as related.
 */
export function splitFinding(root: Incident, taken: readonly Incident[]): Finding {
  const splits = [root, ...taken.filter(({ rule }) => rule.id === SPLIT)] as const
  const finding = withRelated(
    together(splits),
    taken.filter(({ rule }) => rule.id !== SPLIT),
  )
  // Of several, one that is about the routers that are named first.
  const [a, b] = root.routers
  const named = ({ routers }: Incident): number => [a, b].filter((name) => routers.includes(name ?? '')).length
  const nearest = (found: readonly Incident[]): Incident | undefined =>
    found.toSorted((one, other) => named(other) - named(one))[0]
  const causes = CAUSES.map((id) => taken.filter((one) => one.rule.id === id && leadsToOne(one, finding.values)))
  // What makes a router unheard that has to yield is no reason where there is another, and to be mended all the same.
  const besides = taken.filter(({ rule }) => rule.id === UNHEARD).filter((one) => !causes.flat().includes(one))
  const cause = causes.map(nearest).find((one) => one !== undefined) ?? besides[0]
  // What rests on a priority 0 alone may be no router at all.
  const mac = finding.confidence === 'certain' ? undefined : impostorMac(root, finding.values)
  if (mac !== undefined) {
    const values: Values = { kind: 'unknown', cause: cause?.rule.id ?? 'unknown', ...finding.values, mac }
    return { ...finding, message: 'forged', values }
  }
  if (cause === undefined) {
    const values: Values = { kind: 'unknown', cause: 'unknown', ...finding.values }
    const isKeyed = values.keys !== undefined && finding.message === 'both'
    if (values.kind !== 'mutual-rejection') return { ...finding, ...(isKeyed && { message: 'keys' }), values }
    return { ...finding, message: finding.confidence === 'certain' ? 'refused' : 'goodbye', values }
  }
  const why = cause.finding()
  const further = [...furtherCauses(splits, causes.flat(), cause), ...besides]
    .filter((one) => one !== cause)
    .map((one) => one.finding())
  const kind = DEAF.has(why.id) ? 'deaf' : 'mutual-rejection'
  return {
    ...finding,
    values: { ...turned(why.values, finding.values), ...finding.values, kind, cause: why.id },
    cause: causeOf(why),
    ...(further.length > 0 && { furtherCauses: further.map(causeOf) }),
  }
}

/** A router that is not heard brings a split about where it should win: the other one obeys nobody else. */
function leadsToOne({ rule, routers }: Incident, { a, priorityA = 0, b, priorityB = 0 }: Values): boolean {
  if (rule.id !== UNHEARD) return true
  const loser = priorityA > priorityB ? b : priorityB > priorityA ? a : undefined
  return routers.some((name) => name !== loser)
}

const causeOf = ({ id, message, values }: Finding): Cause => ({ id, message, values })

/** For each pair of which `cause` says nothing the first that does: mended alone, it would leave that pair split. */
function furtherCauses(splits: readonly Incident[], causes: readonly Incident[], cause: Incident): readonly Incident[] {
  const said = [cause]
  for (const { routers: pair } of splits.slice(0, MOST_PAIRS)) {
    if (said.length > MOST_FURTHER || said.some((one) => isAbout(one, pair))) continue
    const own = causes.find((one) => isAbout(one, pair))
    if (own !== undefined) said.push(own)
  }
  return said.slice(1)
}

/** What is said of one router alone concerns it with every other. */
const isAbout = ({ routers }: Incident, pair: readonly string[]): boolean =>
  routers.length < 2 ? routers.every((name) => pair.includes(name)) : pair.every((name) => routers.includes(name))

/** Splits of several pairs at one time are one, of all their routers. */
function together(splits: readonly [Incident, ...Incident[]]): Finding {
  const own = splits[0].finding()
  if (splits.length === 1) return own
  const all = splits.map((split) => split.finding())
  const routers = [...new Set(all.flatMap((split) => split.routers))]
  const priorities = new Map(all.flatMap(({ values: v }) => [[v.a, v.priorityA] as const, [v.b, v.priorityB] as const]))
  const areSeveral = routers.length > 2 && all.every(({ message }) => message === 'both')
  const inWords = routers.map((name) => `${name} (priority ${priorities.get(name)})`)
  return {
    ...own,
    ...(areSeveral && {
      message: 'several',
      values: { ...own.values, all: listed(inWords), names: listed(routers) },
    }),
    routers,
    firstSeen: ns(Math.min(...all.map(({ firstSeen }) => firstSeen ?? 0))),
    lastSeen: ns(Math.max(...all.map(({ lastSeen }) => lastSeen ?? 0))),
    state: all.some(({ state }) => state === 'open') ? 'open' : 'closed',
  }
}

/** The MAC behind a priority 0 in the name of the router that stays Active behind another one. */
function impostorMac({ sign: { routers = [] } }: Incident, { mute, heard }: Values): Mac | undefined {
  const [gone, active] = [mute, heard].map((name) => routers.find((r) => typeof r === 'object' && r.name === name))
  if (typeof gone !== 'object' || typeof active !== 'object' || gone.mac === active.mac) return undefined
  return sameIp(gone.address, active.address) ? gone.mac : undefined
}

/** Values of two routers, a and b, told in the order of `like`: what a rule says of a, it names `...A`. */
function turned(values: Values, like: Values): Values {
  if (values.a !== like.b || values.b !== like.a) return values
  const swapped = (name: string): string =>
    name === 'a' ? 'b' : name === 'b' ? 'a' : name.replace(/[AB]$/, (last) => (last === 'A' ? 'B' : 'A'))
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [swapped(name), value]))
}
