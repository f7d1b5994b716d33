import { type Ip, type Mac, sameIp } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { Link } from '../speaker/ports.ts'
import type { Sighting } from '../wire/facts.ts'
import type { FrameView } from '../wire/view.ts'
import { Beats } from './beats.ts'
import { type Heard, heardIn } from './heard.ts'
import type { Timers } from './timers.ts'

/** A frame as it went over the segment, kept as evidence. */
export interface RecordedFrame {
  readonly tNs: Ns
  readonly bytes: Uint8Array
  readonly sent: boolean
  /** The VRID of an advert. */
  readonly vrid?: number | undefined
}

/** The router behind the adverts of a virtual router. */
export interface Speaker {
  readonly address: Ip
  readonly mac: Mac | undefined
}

const MAX_RECORDED_BYTES = 32 << 20

/**
 * The tester's view of the segment: every frame is decoded once and handed to all cases that run beside each other;
 * the latest are kept as evidence, within a bound.
 */
export class Segment {
  readonly timers: Timers
  /** Unix seconds at time 0. */
  readonly epochSec: number
  readonly beats = new Beats()
  private readonly link: Link
  private readonly listeners = new Set<(fact: Heard) => void>()
  private readonly recorded: RecordedFrame[] = []
  private recordedBytes = 0
  private readonly speakers = new Map<string, Speaker>()
  private readonly sequences = new Map<string, number>()
  private readonly endings = new Set<(problem: Error) => void>()
  private readonly disturbances: { readonly untilNs: Ns; readonly words: string }[] = []

  constructor(link: Link, timers: Timers, epochSec: number) {
    this.link = link
    this.epochSec = epochSec
    this.timers = timers
    link.onFrame((view) => this.receive(view))
  }

  now(): Ns {
    return this.timers.now()
  }

  /** Sends a whole Ethernet frame and returns when; `vrid` is that of an advert. */
  send(frame: Uint8Array, vrid?: number): Ns {
    const tNs = this.now()
    this.link.send(frame)
    if (vrid !== undefined) this.beats.spokenTo(vrid)
    this.record({ tNs, bytes: frame, sent: true, vrid })
    return tNs
  }

  /** Calls `listener` for every fact on the segment; returns how to stop that. */
  listen(listener: (fact: Heard) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Calls `end` should the run be given up; returns how to stop that. */
  onAbandon(end: (problem: Error) => void): () => void {
    this.endings.add(end)
    return () => this.endings.delete(end)
  }

  /** Nothing more can be told: every case that runs ends with `problem`. */
  abandon(problem: Error): void {
    for (const end of [...this.endings]) end(problem)
  }

  /** Frames may be missing up to `untilNs`. */
  disturb(untilNs: Ns, words: string): void {
    this.disturbances.push({ untilNs, words })
  }

  /** What disturbed the capture since `fromNs`, in words; undefined where nothing did. */
  disturbedSince(fromNs: Ns): string | undefined {
    return this.disturbances.find(({ untilNs }) => untilNs >= fromNs)?.words
  }

  /** Who advertises a virtual router besides the tester: first source seen, latest hardware address. */
  speakerOf(family: 4 | 6, vrid: number): Speaker | undefined {
    return this.speakers.get(`${family}/${vrid}`)
  }

  /**
   * A number above all that were heard or given out for a virtual router: a receiver of AH remembers the highest for as
   * long as it lives, whichever case it was for and whoever sent it.
   */
  nextSequence(family: 4 | 6, vrid: number): number {
    const key = `${family}/${vrid}`
    const next = (this.sequences.get(key) ?? 0) + 1
    this.sequences.set(key, next)
    return next
  }

  /** The frames since `fromNs` without the adverts of other virtual routers, as far as they are still kept. */
  evidenceSince(fromNs: Ns, vrid: number): readonly RecordedFrame[] {
    return this.recorded.filter((frame) => frame.tNs >= fromNs && (frame.vrid ?? vrid) === vrid)
  }

  private receive(view: FrameView): void {
    const fact = heardIn(view)
    if (fact === undefined) return
    // The view dies when this returns; evidence outlives it.
    const bytes = new Uint8Array(view.dv.buffer, view.dv.byteOffset + view.start, view.end - view.start).slice()
    this.record({ tNs: fact.tNs, bytes, sent: false, vrid: fact.kind === 'advert' ? fact.advert.vrid : undefined })
    if (fact.kind === 'advert') this.learn(fact)
    for (const listener of [...this.listeners]) listener(fact)
  }

  private learn(sighting: Sighting): void {
    const { src, srcMac, advert } = sighting
    const key = `${src.family}/${advert.vrid}`
    const known = this.speakers.get(key)
    if (known === undefined || sameIp(known.address, src)) {
      this.speakers.set(key, { address: src, mac: srcMac })
      this.beats.heard(sighting)
    }
    if (advert.ah !== undefined) this.sequences.set(key, Math.max(this.sequences.get(key) ?? 0, advert.ah.sequence))
  }

  private record(frame: RecordedFrame): void {
    this.recorded.push(frame)
    this.recordedBytes += frame.bytes.length
    while (this.recordedBytes > MAX_RECORDED_BYTES) this.recordedBytes -= this.recorded.shift()!.bytes.length
  }
}
