import type { Mac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { OtherFact, Sighting } from '../wire/facts.ts'
import type { LiveFlow, LiveHost, LivePeriod, LiveRouter, LiveTakeover, LiveVirtualRouter } from './live.ts'

/** An interface that frames come from (the part of capture's CaptureInterface that is looked at here). */
export interface VantagePoint {
  readonly index: number
  readonly name: string
  /** The one that shows this and others together: all of them are watched when it is. */
  readonly within?: number
  readonly ifIndex?: number
}

/** Time that a vantage point did not cover (capture's CaptureGap), or none: `no-input`, in front of the one that came next. */
export interface Gap {
  readonly source: number
  readonly from: Ns
  readonly to: Ns
  readonly reason: string
  readonly dropped: number
}

/** Why a frame is no advert of its own: it repeats one that was counted. */
export type Copy = 'none' | 'vantage' | 'peer' | 'tunnel' | 'direction' | 'duplicate'

/** A decoded advert was followed by `count` byte-equal ones on the steady path; `frames` are the first 20. */
export interface Repeats {
  readonly count: number
  readonly firstNs: Ns
  readonly lastNs: Ns
  readonly frames: readonly number[]
  /** AH: the sequence number of the last of them. */
  readonly ahSequence?: number
}

/** A router behaved otherwise than the state machine says. Told once per incident: its model is then reseated. */
export interface Deviation {
  /**
   * `did-not-yield`: went on advertising after `other`, which outranks it and which it should accept (6.4.3).
   * `yielded-wrongly`: Active, fell silent before `other`, which does not outrank it.
   * `no-assert`: Active, did not answer a lower advert of `other` that it should accept, where its profile asserts.
   */
  readonly kind: 'did-not-yield' | 'yielded-wrongly' | 'no-assert'
  readonly router: LiveRouter
  readonly other: LiveRouter
  readonly tNs: Ns
  readonly frameNo: number
}

/** What the observer tells, as it happens. Every hook is optional; all run synchronously inside the observer. */
export interface Listener {
  onInterface?(face: VantagePoint): void
  /** Every advert that was decoded: the first of a flow and all that differ or come while something is going on. */
  onSighting?(sighting: Sighting, virtualRouter: LiveVirtualRouter, router: LiveRouter | undefined, copy: Copy): void
  /** Called before the flow's next sighting, and at the end. */
  onRepeats?(sighting: Sighting, flow: LiveFlow, repeats: Repeats): void
  /** Every other fact: ARP, ND, ICMP errors, membership, CARP, HSRP/GLBP, fragments, malformed, echo. */
  onFact?(fact: OtherFact): void
  onRouter?(router: LiveRouter): void
  /** A router became Active: at once, before it is known whether another one yields. */
  onActive?(period: LivePeriod): void
  onPeriodEnd?(period: LivePeriod): void
  /**
   * A takeover as far as it is known: with its first advert, or where that could as well be an Active router of old, with
   * what proves the takeover. Told again when its cause or predecessor turns out to be another.
   */
  onTakeoverSeen?(takeover: LiveTakeover): void
  /** A takeover whose cause, overlap and announcement are settled (some intervals after `at`; see `at`). */
  onTakeover?(takeover: LiveTakeover): void
  /** A takeover that was told turns out to be none. */
  onTakeoverGone?(takeover: LiveTakeover): void
  onDeviation?(deviation: Deviation): void
  /** An advert of an Active router came more than two intervals after the one before (also beyond Active_Down_Interval). */
  onLate?(router: LiveRouter, gap: Ns, sighting: Sighting): void
  /** A router was Active all that time and no advert of it came for more than 1.5 intervals, muted or late or at its end. */
  onSilence?(router: LiveRouter, from: Ns, to: Ns): void
  /** Nobody has advertised for longer than every Active_Down_Interval in force; `since` is the last advert. */
  onNoActive?(virtualRouter: LiveVirtualRouter, since: Ns, at: Ns): void
  /** An Active router is judged muted: silent because rejected adverts of `by` restart its timer. */
  onMuted?(router: LiveRouter, by: LiveRouter, at: Ns): void
  /** Two virtual routers turned out to be one; `retired` is gone from now on. */
  onMerged?(retired: LiveVirtualRouter, into: LiveVirtualRouter): void
  onGap?(gap: Gap): void
  /** After everything is closed; snapshot() is final. */
  onEnd?(world: World): void
}

/** Where a frame was seen: vantage point, and path of tags and tunnels. Every fact has it. */
export interface Place {
  readonly source: number
  readonly path: number
}

/** The whole of what is known, for rules that look around. */
export interface World {
  readonly virtualRouters: readonly LiveVirtualRouter[]
  /** Those that advertise an address; where a place is given, only those that hear it. */
  virtualRoutersOf(addressText: string, place?: Place): readonly LiveVirtualRouter[]
  /** Whether the routers of `virtualRouter` hear what is seen at `place`: on their segment, under their tag or tunnel. */
  hears(virtualRouter: LiveVirtualRouter, place: Place): boolean
  hosts(): Iterable<LiveHost>
  /** MACs, not virtual ones, from which ARP, neighbour discovery or membership named an address as their own. */
  macsOf(addressText: string): readonly Mac[]
  host(segment: number, mac: string): LiveHost | undefined
  /** What tells apart, in one word, the places whose frames do not reach each other. */
  placeName(place: Place): string
  /** Time of a segment in which its only vantage point may have lost frames; a gap may be told long after its time. */
  lossesOn(segment: number): readonly Gap[]
  /** First and latest frame of a vantage point, or of the capture that it is part of; undefined before the first. */
  coverage(source: number): { readonly fromNs: Ns; readonly toNs: Ns; readonly gaps: readonly Gap[] } | undefined
  /** How many adverts a flow delivered while another vantage point was watching. */
  countDuring(flow: LiveFlow, source: number): number
  /** The capture of several interfaces that a vantage point is part of; itself where it is none. */
  wholeOf(source: number): number
  readonly now: Ns
}

/** Calls every listener. */
export type Tell = (call: (listener: Listener) => void) => void
