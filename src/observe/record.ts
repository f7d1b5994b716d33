import type { Ip, Mac } from '../core/address.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Cs, Ns } from '../core/time.ts'
import type { RejectReason } from '../model/types.ts'
import type { AuthKind, ChecksumReading } from '../wire/facts.ts'

// What the observer knows when asked: the `virtualRouters` of a report, in nanoseconds and before any wording.

/** A small number for each segment, tag path, family and VRID: the identity of a virtual router within a run. */
export type VirtualRouterKey = number

export interface VirtualRouterRecord {
  readonly key: VirtualRouterKey
  /** `ipv4/147`, `vlan 20/ipv4/147`, `eth1/vlan 20/ipv4/147`; unique in the run. */
  readonly id: string
  readonly vrid: number
  readonly segment: string | undefined
  readonly family: 4 | 6
  readonly path: string
  readonly versions: readonly number[]
  readonly transport: 'multicast' | 'unicast' | 'both'
  readonly addresses: readonly Ip[]
  readonly routers: readonly RouterRecord[]
  readonly activePeriods: readonly ActivePeriod[]
  readonly takeovers: readonly Takeover[]
  readonly acceptance: readonly Acceptance[]
  /** Earlier active periods and takeovers that were dropped to bound memory. */
  readonly forgotten: number
}

export interface RouterRecord {
  /** Address text, with `#1`, `#2` where several speakers share it. */
  readonly name: string
  readonly address: Ip
  readonly mac: Mac | undefined
  /** The configured node's name, if one was tied to it. */
  readonly node: string | undefined
  readonly priorities: readonly number[]
  /** What it advertised last, 0 left out; 0 where it said nothing else. */
  readonly priority: number
  readonly versions: readonly number[]
  readonly adverts: number
  readonly priorityZero: number
  readonly firstSeen: Ns
  readonly lastSeen: Ns
  readonly interval: IntervalRecord
  readonly auth: AuthKind
  readonly checksum: ChecksumReading | 'bad' | 'unknown'
  readonly announcements: number
}

/** Spacing of one router's adverts while it was Active without pause. Undefined before there were two. */
export interface IntervalRecord {
  readonly advertised: Cs
  readonly min: Ns | undefined
  readonly p50: Ns | undefined
  readonly p99: Ns | undefined
  readonly max: Ns | undefined
}

export interface ActivePeriod {
  readonly router: string
  readonly from: Ns
  readonly to: Ns | undefined
  readonly endedBy: 'priority-zero' | 'silence' | 'yielded' | 'restart' | 'capture-end'
  readonly muted: boolean
}

export interface Takeover {
  readonly at: Ns
  readonly from: string | undefined
  readonly to: string
  readonly cause: 'startup' | 'priority-zero' | 'timeout' | 'preemption' | 'tie-break' | 'split' | 'unknown'
  readonly gap: Ns | undefined
  readonly expectedGap: { readonly min: Ns; readonly max: Ns } | undefined
  readonly overlap: Ns
  readonly announceDelay: Ns | undefined
  readonly frameNo: number
}

/** Would `by` accept the adverts of `from`, and if not, which check of its profile fails first? */
export interface Acceptance {
  readonly from: string
  readonly by: string
  readonly profile: ProfileName
  readonly profileSource: 'config' | 'inferred' | 'assumed'
  readonly accepts: boolean
  readonly firstFailedCheck: RejectReason | undefined
}
