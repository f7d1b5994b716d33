import type { RouterConfig } from '../config/model.ts'
import type { Ip, Mac } from '../core/address.ts'
import type { Cs, Ns } from '../core/time.ts'
import type { AuthKind, ChecksumReading, Sighting } from '../wire/facts.ts'
import type { Acceptance, ActivePeriod, Takeover, VirtualRouterKey } from './record.ts'

// What a listener may look at while the run goes on. The objects are the observer's own and keep changing; they are
// current also for adverts that took the steady path and were never shown as a Sighting.

/** One virtual router as it stands now. The object is its identity; after `onMerged` use the one that stays. */
export interface LiveVirtualRouter {
  readonly key: VirtualRouterKey
  /** As in the report. It gains a segment name when a second segment turns up. */
  readonly id: string
  readonly vrid: number
  readonly family: 4 | 6
  /** Index of the segment; two virtual routers hear each other's frames where it is equal. */
  readonly segment: number
  /** Path ids under which its frames come: one, or several where a tunnel shows them twice. */
  readonly paths: ReadonlySet<number>
  /** Tag and tunnel path in words, '' for none. */
  readonly path: string
  readonly versions: ReadonlySet<number>
  readonly transport: 'multicast' | 'unicast' | 'both'
  /** Every address that any of its routers advertised, in the order first seen. */
  readonly addresses: readonly Ip[]
  readonly routers: readonly LiveRouter[]
  /** The routers that are Active now, muted ones included. */
  readonly active: readonly LiveRouter[]
  /** The last 1000 of each, in order of begin. */
  readonly periods: readonly LivePeriod[]
  readonly takeovers: readonly LiveTakeover[]
  readonly firstSeenNs: Ns
  /** Latest advert of anyone. */
  readonly lastSeenNs: Ns
  /** From when on it was being watched: the first frame of the vantage point that saw it first. */
  readonly watchedSinceNs: Ns
  /** The last announcement (gratuitous ARP, unsolicited NA) of an address, by whomever. Keyed by address text. */
  readonly lastAnnouncements: ReadonlyMap<string, Announcement>
  /** Speakers beyond the limit that were not tracked, and their adverts. */
  readonly untrackedAdverts: number
  /** Would `by` accept what `from` advertises? Undefined where they are one, or the capture cuts what tells. */
  acceptance(from: LiveRouter, by: LiveRouter): Acceptance | undefined
}

export interface Announcement {
  readonly mac: Mac
  /** Undefined where the MAC belongs to no router of this virtual router. */
  readonly router: LiveRouter | undefined
  readonly address: Ip
  readonly tNs: Ns
  readonly frameNo: number
}

/** One speaker of a virtual router. */
export interface LiveRouter {
  readonly virtualRouter: LiveVirtualRouter
  /** Address text; `#1`, `#2` where several speakers share it. */
  readonly name: string
  readonly address: Ip
  readonly mac: Mac | undefined
  /** The configuration that was tied to it by address, VRID and family. */
  readonly config: RouterConfig | undefined
  /** What it was before it first changed its source address; itself where it did not. */
  readonly firstSelf: LiveRouter
  /** Priorities in the order first seen, 0 left out; `priority` is the last one that was not 0. */
  readonly priorities: readonly number[]
  readonly priority: number
  readonly versions: ReadonlySet<number>
  /** Adverts, copies (other vantage points, unicast peers, tunnels, cooked twins) counted once; `copies` beside it. */
  readonly adverts: number
  readonly copies: number
  readonly priorityZero: number
  readonly firstSeenNs: Ns
  /** Its latest advert, priority 0 included. */
  readonly lastAdvertNs: Ns
  readonly lastFrameNo: number
  readonly advertised: Cs
  /** When an advert of it is due after another: what it advertises, a second where that is 0; FRR's own in version 2, and a slow router's. */
  readonly intervalNs: Ns
  /** Spacing of its adverts while it was Active without pause. */
  readonly intervals: Intervals
  /** Adverts more than two intervals, yet less than Active_Down_Interval, after the one before. */
  readonly late: { readonly count: number; readonly worstNs: Ns }
  readonly auth: AuthKind
  readonly checksum: ChecksumReading | 'bad' | 'unknown'
  /** The latest advert that was decoded; a steady one differs from it in time, IP id, AH sequence only. */
  readonly lastSighting: Sighting
  readonly ipId: IpIdTrack
  /** Ids between the latest advert that was shown and the one before; undefined where they do not go on, or there are none. */
  readonly idsLeftOut: number | undefined
  readonly flows: readonly LiveFlow[]
  /** The Active period that is open, if one is. */
  readonly period: LivePeriod | undefined
  /** Active, and outranked by an advert since which it was not heard: whether it has yielded is not decided yet. */
  readonly mayHaveYielded: boolean
  readonly profile: Pick<Acceptance, 'profile' | 'profileSource'> & { readonly why: string }
  /** Gratuitous ARP and unsolicited NA from its MAC for an address of this virtual router. */
  readonly announcements: number
  /** The last announcement of each address, by address text. */
  readonly announced: ReadonlyMap<string, Announcement>
  /** Other frames of its MAC; undefined where none was seen. A virtual MAC is shared: no host is tied to it. */
  readonly host: LiveHost | undefined
  /** Active_Down_Interval of this router for adverts of `of` (its priority, profile, configuration). */
  activeDownNs(of: LiveRouter): Ns
  /** Skew_Time of this router after priority 0 of `of`. */
  skewNs(of: LiveRouter): Ns
  /** The latest adverts that a flow has not delivered, or that no flow has; a few at most. */
  undelivered(flow: LiveFlow | undefined): readonly SentAdvert[]
}

/** A histogram of a few thousand bins at most: quantiles are within 1 %, min and max exact. */
export interface Intervals {
  readonly count: number
  readonly minNs: Ns | undefined
  readonly maxNs: Ns | undefined
  quantile(q: number): Ns | undefined
}

/** IPv4 identification of one router's adverts; -1 over IPv6. */
export interface IpIdTrack {
  readonly last: number
  /** Adverts whose id was the one before plus one (keepalived counts its adverts). */
  readonly consecutive: number
  /** Ids that were left out of an otherwise consecutive row: adverts that could not leave, or were not captured. */
  readonly missing: number
  /** Times the id fell back to 1: a fresh start or a reload. */
  readonly restarts: number
}

/** An advert, by the frame that showed it first. */
export interface SentAdvert {
  readonly tNs: Ns
  readonly frameNo: number
}

/** Frames of one router at one vantage point and path, to one destination, in one direction. */
export interface LiveFlow {
  readonly router: LiveRouter
  readonly source: number
  readonly path: number
  readonly dst: Ip
  readonly mac: Mac | undefined
  readonly outgoing: boolean
  readonly frames: number
  /** What these frames came to: adverts of the router, twins and copies within a host left out. */
  readonly adverts: number
  /** Number of the last of them among all of the router. */
  readonly delivered: number
  /** The first adverts of the router that others have seen and these frames left out, as far as they are remembered. */
  readonly missed: readonly SentAdvert[]
  /** When it delivered the last one, and since when it missed some, at the latest from the last one before. */
  readonly deliveredNs: Ns
  readonly missedSinceNs: Ns | undefined
  readonly firstNs: Ns
  readonly lastNs: Ns
  /** Byte-equal frames within 50 ms of the one before, with the same IP id where there is one. */
  readonly twins: number
  /** So many that they are copies, also where no IP id says so. */
  readonly isDoubled: boolean
  readonly firstTwinNs: Ns | undefined
  readonly lastTwinNs: Ns | undefined
  readonly twinFrames: readonly number[]
}

export interface LivePeriod extends Omit<ActivePeriod, 'router' | 'to' | 'endedBy' | 'muted'> {
  readonly router: LiveRouter
  /** Open while undefined. */
  readonly to: Ns | undefined
  readonly endedBy: ActivePeriod['endedBy'] | undefined
  readonly muted: boolean
  /** Nothing but priority 0 shows that its router was Active while it was silent: a Backup should not send one, some may. */
  readonly onlyGoodbye: boolean
  /** It fell silent at an advert that it outranks: it yields against its rank, or rejects what it hears and is mute. */
  readonly silencedByLower: boolean
  readonly firstFrameNo: number
  readonly lastFrameNo: number
  /** How long its router had been silent before; undefined for its first advert. */
  readonly silenceBefore: Ns | undefined
  /** The IPv4 id went on where it had stopped: the daemon lived through the silence. False also where unknowable. */
  readonly ipIdContinues: boolean
  /** The router whose advert ended it, where it yielded. */
  readonly yieldedTo: LiveRouter | undefined
}

export interface LiveTakeover extends Omit<Takeover, 'from' | 'to'> {
  readonly from: LiveRouter | undefined
  readonly to: LiveRouter
  readonly period: LivePeriod
  /** How many adverts it had sent before its first one here, as its IP ids tell: it came that much earlier. */
  readonly unseen: number
  /** The routers that were Active beside it when it came; for `split` also those that stayed. */
  readonly beside: readonly LiveRouter[]
  /** Another one that was Active when it came still is, as it is: `overlap` grows. */
  readonly overlaps: boolean
  /** Everything about it is known. */
  readonly settled: boolean
}

/** What a MAC sent besides adverts. Bounded: the hosts longest unheard are forgotten first. */
export interface LiveHost {
  readonly mac: Mac
  readonly segment: number
  readonly firstNs: Ns
  readonly lastNs: Ns
  /** Last join of the VRRP group, last DAD or ARP probe: signs of a fresh start. */
  readonly lastJoinNs: Ns | undefined
  readonly lastProbeNs: Ns | undefined
  /** Its last leave of the VRRP group: the kernel's word that the daemon has ended, and that the host lives. */
  readonly lastLeaveNs: Ns | undefined
  /** Its last ICMP error that quotes VRRP. */
  readonly lastIcmpErrorNs: Ns | undefined
}
