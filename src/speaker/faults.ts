import type { RouterConfig } from '../config/model.ts'
import type { Random } from '../core/random.ts'
import { cs, type Ns, ns, nsFromCs } from '../core/time.ts'
import type { Machine } from '../model/machine.ts'
import { type Mutant, mutants } from '../model/mutants.ts'
import {
  addressCountOf,
  cutTo,
  type Damage,
  hopLimitOf,
  typeOf,
  versionOf,
  withTrailing,
  wrongChecksum,
} from '../wire/damage.ts'
import type { AdvertFrame, Protection } from '../wire/frames.ts'

// Faults by name: what `speak --fault` does to a router, alone or several at once. Those of the state machine are the
// mutants that prove the conformance cases; those here spoil what leaves the router, or when it leaves.

/** `sentence` says what it does, with the router as its subject. */
export interface Fault {
  readonly name: string
  readonly sentence: string
  readonly machine?: Mutant['of']
  /** Changes an advert before it is put together and signed. */
  readonly advert?: () => (frame: AdvertFrame) => AdvertFrame
  /** Spoils the finished frame of an advert. */
  readonly damage?: Damage
  readonly announces?: false
  /** How long an advert is held back. */
  readonly delay?: (config: RouterConfig, random: Random) => Ns
  /** Share of adverts that never leave. */
  readonly loss?: number
}

const wireFaults: readonly Fault[] = [
  { name: 'wrong-checksum', sentence: 'sends a checksum that is wrong by every reading', damage: wrongChecksum },
  { name: 'hop-limit-254', sentence: 'sends its adverts with TTL or hop limit 254', damage: hopLimitOf(254) },
  { name: 'wrong-version', sentence: 'sends version 4', damage: versionOf(4) },
  { name: 'wrong-type', sentence: 'sends type 2', damage: typeOf(2) },
  { name: 'wrong-count', sentence: 'counts one address more than it sends', advert: each(countOneMore) },
  { name: 'count-zero', sentence: 'counts no addresses', damage: addressCountOf(0) },
  { name: 'cut-short', sentence: 'sends the first 10 bytes of its adverts only', damage: cutTo(10) },
  { name: 'trailing-bytes', sentence: 'sends 4 bytes behind its adverts', damage: withTrailing(new Uint8Array(4)) },
  {
    name: 'no-auth-data',
    sentence: 'leaves the 8 bytes of authentication data out in version 2',
    advert: each((f) => (f.advert.version === 2 ? { ...f, advert: { ...f.advert, authData: new Uint8Array(0) } } : f)),
  },
  {
    name: 'wrong-password',
    sentence: 'signs with a wrong password or key',
    advert: each((f) => ({
      ...f,
      advert: f.advert.authData ? { ...f.advert, authData: flipped(f.advert.authData) } : f.advert,
      ...(f.protection && { protection: { ...f.protection, key: flipped(f.protection.key) } }),
    })),
  },
  {
    name: 'stale-hmac',
    sentence: 'stamps its HMAC trailers an hour ago',
    advert: each((f) => protecting(f, (p) => (p.kind === 'hmac' ? { ...p, seconds: p.seconds - 3600 } : p))),
  },
  {
    name: 'replayed-hmac',
    sentence: 'repeats the stamp of its first HMAC trailer, or its first AH sequence number',
    advert: () => {
      let first: Protection | undefined
      return (f) =>
        protecting(f, (p) => {
          first ??= p
          if (p.kind === 'ah') return { ...p, sequence: first.kind === 'ah' ? first.sequence : p.sequence }
          if (first.kind !== 'hmac') return p
          return { ...p, seconds: first.seconds, fraction: first.fraction, counter: first.counter }
        })
    },
  },
  {
    name: 'interval-zero',
    sentence: 'says interval 0',
    advert: each((f) => ({ ...f, advert: { ...f.advert, maxAdvertInterval: cs(0) } })),
  },
  {
    name: 'interval-doubled',
    sentence: 'says twice the interval that it keeps',
    advert: each((f) => ({ ...f, advert: { ...f.advert, maxAdvertInterval: cs(2 * f.advert.maxAdvertInterval) } })),
  },
  {
    name: 'reserved-bits',
    sentence: 'sets the reserved bits in version 3',
    advert: each((f) => ({ ...f, advert: { ...f.advert, reserved: 15 } })),
  },
  {
    name: 'no-addresses',
    sentence: 'sends adverts without addresses',
    advert: each((f) => ({ ...f, advert: { ...f.advert, addresses: [] } })),
  },
  {
    name: 'wrong-reading',
    sentence: 'sends the other checksum of version 3 over IPv4: without pseudo-header for with, with for without',
    advert: each((f) =>
      f.advert.version === 3 && f.src.family === 4
        ? { ...f, checksum: f.checksum === 'message-only' ? 'pseudo-header' : 'message-only' }
        : f,
    ),
  },
  {
    name: 'late-adverts',
    sentence: 'sends each advert half an interval late',
    delay: (config) => ns(nsFromCs(config.advertInterval) / 2),
  },
  {
    name: 'jittered-adverts',
    sentence: 'sends each advert up to one interval late',
    delay: (config, random) => ns(Math.floor(random() * nsFromCs(config.advertInterval))),
  },
  { name: 'lossy', sentence: 'loses every third advert or so', loss: 1 / 3 },
  { name: 'mute', sentence: 'sends no adverts at all', loss: 1 },
  { name: 'no-announcements', sentence: 'never sends gratuitous ARP or unsolicited NA', announces: false },
]

/** Every fault there is, wire first. */
export const faults: readonly Fault[] = [
  ...wireFaults,
  ...mutants.map(({ name, sentence, of }): Fault => ({ name, sentence, machine: of })),
]

/** The faults of those names; the first unknown name instead if there is one. */
export function faultsNamed(names: readonly string[]): readonly Fault[] | string {
  const found: Fault[] = []
  for (const name of names) {
    const fault = faults.find((candidate) => candidate.name === name)
    if (fault === undefined) return name
    found.push(fault)
  }
  return found
}

/** Several faults as one router has them. */
export interface FaultSet {
  readonly machine: (machine: Machine) => Machine
  readonly advert: (frame: AdvertFrame) => AdvertFrame
  readonly damage: Damage
  readonly announces: boolean
  readonly delay: (config: RouterConfig) => Ns
  readonly loses: () => boolean
  /** It sends no advert at all. */
  readonly isMute: boolean
}

/** Combined in the order given; `random` decides what is lost and late, so one seed gives one run. */
export function combined(set: readonly Fault[], random: Random): FaultSet {
  const edits = set.flatMap((fault) => (fault.advert ? [fault.advert()] : []))
  const damages = set.flatMap((fault) => (fault.damage ? [fault.damage] : []))
  return {
    machine: (machine) => set.reduce((so, fault) => fault.machine?.(so) ?? so, machine),
    advert: (frame) => edits.reduce((so, edit) => edit(so), frame),
    damage: (frame) => damages.reduce((so, damage) => damage(so), frame),
    announces: set.every((fault) => fault.announces !== false),
    delay: (config) => ns(set.reduce((sum, fault) => sum + (fault.delay?.(config, random) ?? 0), 0)),
    loses: () => set.some((fault) => fault.loss !== undefined && random() < fault.loss),
    isMute: set.some((fault) => fault.loss === 1),
  }
}

/** A change that needs no memory. */
function each(edit: (frame: AdvertFrame) => AdvertFrame): () => (frame: AdvertFrame) => AdvertFrame {
  return () => edit
}

function countOneMore(f: AdvertFrame): AdvertFrame {
  return { ...f, advert: { ...f.advert, addressCount: Math.min(255, f.advert.addresses.length + 1) } }
}

const protecting = (f: AdvertFrame, edit: (p: Protection) => Protection): AdvertFrame =>
  f.protection ? { ...f, protection: edit(f.protection) } : f

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff)
