import type { RouterConfig } from '../config/model.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Ns } from '../core/time.ts'
import type { Fact } from '../wire/facts.ts'
import type { FrameView } from '../wire/view.ts'
import type { Gap, Listener, VantagePoint, World } from './listener.ts'
import type { VirtualRouterRecord } from './record.ts'

export interface ObserverOptions {
  /** How vantage points are told to be one segment: by what they show, all of them, or none. Default `auto`. */
  readonly segments?: 'auto' | 'one' | 'each'
  /** Configurations of the nodes: they give profiles, names and demands that packets only hint at. */
  readonly configs?: readonly RouterConfig[]
  /** Profile of every router that no configuration names; default: inferred from its packets. */
  readonly profile?: ProfileName
  /** With it AH and HMAC are verified with the configured keys, for the acceptance model. */
  readonly hash?: KeyedHash
  readonly listeners?: readonly Listener[]
}

/**
 * Frames by what they were; `counts` of a report. `malformed` is the fault of their senders, `cut` that of the capture
 * (adverts among them are counted as `vrrp`, too); `untracked` are adverts of speakers beyond the memory limit.
 */
export interface Counts {
  packets: number
  vrrp: number
  carp: number
  arp: number
  nd: number
  icmp: number
  igmp: number
  fhrp: number
  malformed: number
  cut: number
  untracked: number
}

/** What is known when asked. Before the end, open Active periods have no end. */
export interface Snapshot {
  readonly counts: Readonly<Counts>
  readonly virtualRouters: readonly VirtualRouterRecord[]
}

/**
 * Follows every virtual router of the frames it is shown. A FrameSink of capture/source.ts: hand it to a reader.
 * Made by `new TrafficObserver(options)` of observer.ts.
 */
export interface Observer extends World {
  onInterface(face: VantagePoint): void
  onFrame(view: FrameView): void
  onGap(gap: Gap): void
  /** A fact that did not come from a frame here (tests, replays). */
  observe(fact: Fact): void
  /** Live: time has passed without a frame; deadlines up to `tNs` fall due. Files need no call. */
  advanceTo(tNs: Ns): void
  /** Deadlines up to `tNs` fall due, whoever was watching. */
  pass(tNs: Ns): void
  snapshot(): Snapshot
  /** The input is over: settles what is pending, closes every period with `capture-end`. Once. */
  end(): void
}
