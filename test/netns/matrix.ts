import { join } from 'node:path'
import type { KeepalivedSettings } from './configs.ts'

// Every way in which keepalived and we can be routers of one virtual router. Each kind is a virtual router of its own,
// all of them in one daemon and one speaker; priorities are so far apart that one takeover does not wait for another.

export type Family = 4 | 6

export interface Kind {
  readonly name: string
  readonly vrid: number
  readonly version: 2 | 3
  readonly family: Family
  /** Priority of the daemon. */
  readonly priority: number
  readonly unicast: boolean
  readonly extra: readonly string[]
}

const AUTHENTICATIONS = { none: [], PASS: auth('PASS'), AH: auth('AH') } as const
const MACS = { 'own MAC': [], use_vmac: ['use_vmac'] } as const
/** One round of gratuitous ARP is enough, and leaves time for the next instance. */
const BRIEF = ['garp_master_repeat 1', 'garp_master_delay 0']

export const V2_KINDS: readonly Kind[] = numbered(
  Object.entries(AUTHENTICATIONS).flatMap(([how, lines]) =>
    transports().map(({ name, unicast, extra }) => ({
      name: `version 2, ${how}, ${name}`,
      version: 2 as const,
      family: 4 as const,
      unicast,
      extra: [...lines, ...extra],
    })),
  ),
)

export const V3_KINDS: readonly Kind[] = numbered(
  ([4, 6] as const).flatMap((family) =>
    transports().map(({ name, unicast, extra }) => ({
      name: `version 3, IPv${family}, ${name}`,
      version: 3 as const,
      family,
      unicast,
      extra,
    })),
  ),
)

/** FRR's way: multicast from a virtual MAC, no authentication. */
export const FRR_KINDS: readonly Kind[] = numbered(
  (
    [
      [2, 4],
      [3, 4],
      [3, 6],
    ] as const
  ).map(([version, family]) => ({
    name: `FRR, version ${version}, IPv${family}`,
    version,
    family,
    unicast: false,
    extra: [],
  })),
)

/** Interval of the daemon, and our own. A Backup of version 3 learns the other's. */
export const intervalsMs = ({ version }: Kind): { readonly theirs: number; readonly ours: number } =>
  version === 2 ? { theirs: 1000, ours: 1000 } : { theirs: 600, ours: 500 }

/** Addresses of a router; all link-local in IPv6. */
export interface Place {
  readonly 4: string
  readonly 6: string
}

export const KEEPALIVED: Place = { 4: '192.0.2.11', 6: 'fe80::ff:fe00:1' }
/** Above what FRR's kernel chooses at random, too. */
export const HIGHER: Place = { 4: '192.0.2.50', 6: 'fe80::ffff:ffff:ffff:ff50' }
export const LOWER: Place = { 4: '192.0.2.5', 6: 'fe80::5' }

export const virtualOf = ({ family, vrid }: Kind): string =>
  family === 4 ? `192.0.2.${100 + vrid}` : `fe80::5:${vrid}`

/** The instance of a kind at a place; what is given stands over what the kind says. */
export function settingsOf(kind: Kind, at: Place, change: Partial<KeepalivedSettings>): KeepalivedSettings {
  const peers = [KEEPALIVED, HIGHER, LOWER].filter((place) => place !== at).map((place) => place[kind.family])
  return {
    instance: `VI_${kind.vrid}`,
    version: kind.version,
    vrid: kind.vrid,
    priority: kind.priority,
    addresses: [`${virtualOf(kind)}/${kind.family === 4 ? 24 : 64}`],
    ...(kind.unicast && { unicast: { source: at[kind.family], peers } }),
    ...change,
    extra: [...BRIEF, ...kind.extra, ...(change.extra ?? [])],
  }
}

export const fileIn = (dir: string, name: string): string => join(dir, `${name}.conf`)

function transports() {
  return [false, true].flatMap((unicast) =>
    Object.entries(MACS).map(([mac, extra]) => ({
      name: `${unicast ? 'unicast' : 'multicast'}, ${mac}`,
      unicast,
      extra,
    })),
  )
}

function numbered(kinds: readonly Omit<Kind, 'vrid' | 'priority'>[]): readonly Kind[] {
  return kinds.map((kind, i) => ({ ...kind, vrid: i + 1, priority: 50 + 15 * i }))
}

function auth(type: string): readonly string[] {
  return ['authentication {', `auth_type ${type}`, 'auth_pass s3cret', '}']
}
