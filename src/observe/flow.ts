import type { Ip, Mac } from '../core/address.ts'
import { macBytes } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { FrameView } from '../wire/view.ts'
import type { Repeats } from './listener.ts'
import type { LiveFlow, SentAdvert } from './live.ts'
import type { TrackedRouter } from './router.ts'

const MAX_FRAMES_KEPT = 20
const TWINS_IN_A_ROW = 3

/**
 * Frames of one router at one vantage point and path, to one destination, in one direction. It keeps the bytes of its
 * last decoded advert: a frame equal to them (IP id, IP checksum, flow label and AH aside) needs no decoding.
 */
export class Flow implements LiveFlow {
  router: TrackedRouter
  readonly source: number
  readonly path: number
  readonly dst: Ip
  readonly mac: Mac | undefined
  readonly outgoing: boolean
  readonly hash: number
  /** Next flow of the same hash. */
  next: Flow | undefined = undefined

  frames = 0
  firstNs: Ns
  lastNs: Ns
  lastIpId = -1
  /** Number of the router's advert that this flow delivered last; see TrackedRouter.adverts. */
  delivered = 0
  adverts = 0
  deliveredNs = Number.NEGATIVE_INFINITY as Ns
  readonly missed: SentAdvert[] = []
  missedSinceNs: Ns | undefined = undefined

  twins = 0
  firstTwinNs: Ns | undefined = undefined
  lastTwinNs: Ns | undefined = undefined
  readonly twinFrames: number[] = []
  #twinsInRow = 0
  #framesSinceTwin = 0

  sighting: Sighting
  #header = NO_BYTES
  #pdu = NO_BYTES
  // `byteLength` of a DataView is a call.
  #pduLength = 0
  #family = 0
  #hasAh = false
  #ahSequence = 0
  #srcMacHigh = -1
  #srcMacLow = -1
  #dstMacHigh = -1
  #dstMacLow = -1

  #repeats = 0
  #firstRepeatNs = 0 as Ns
  readonly #repeatFrames: number[] = []

  constructor(router: TrackedRouter, sighting: Sighting, hash: number) {
    this.router = router
    this.sighting = sighting
    this.hash = hash
    this.source = sighting.source
    this.path = sighting.path
    this.dst = sighting.dst
    this.mac = sighting.srcMac
    this.outgoing = sighting.outgoing
    this.firstNs = sighting.tNs
    this.lastNs = sighting.tNs
  }

  /** Whether `sighting` belongs to this flow, sender aside. */
  carries(s: Sighting): boolean {
    return (
      this.source === s.source &&
      this.path === s.path &&
      this.outgoing === s.outgoing &&
      this.mac === s.srcMac &&
      this.dst.text === s.dst.text &&
      this.sighting.src.text === s.src.text
    )
  }

  /** The advert that the next frames are compared with. `view` is undefined where the fact came without a frame. */
  remember(sighting: Sighting, view: FrameView | undefined): void {
    this.sighting = sighting
    this.#family = 0
    const sequence = sighting.advert.ah?.sequence ?? 0
    const goesBack = sequence > 0 && sequence <= this.#ahSequence
    this.#ahSequence = sequence
    // A signed trailer is different in every frame and is checked in every frame. Nothing repeats a replay.
    if (view === undefined || sighting.advert.trailer !== undefined || goesBack) return
    this.#family = view.family
    // Copied: the comparison outlives the view.
    this.#header = copyOf(view, view.l3, view.family === 4 ? 20 : 40)
    this.#pdu = copyOf(view, view.l4, view.l4End - view.l4)
    this.#pduLength = this.#pdu.byteLength
    this.#hasAh = view.ahAt >= 0
    this.#srcMacHigh = macHigh(view, view.srcMacAt)
    this.#srcMacLow = macLow(view, view.srcMacAt)
    this.#dstMacHigh = macHigh(view, view.dstMacAt)
    this.#dstMacLow = macLow(view, view.dstMacAt)
  }

  /** Whether the frame says nothing new; AH must have moved on. */
  equals(v: FrameView): boolean {
    if (v.family !== this.#family || v.source !== this.source || v.path !== this.path) return false
    if ((v.direction === 4) !== this.outgoing || v.ahAt >= 0 !== this.#hasAh) return false
    const length = this.#pduLength
    const { dv, l4 } = v
    if (v.l4End - l4 !== length || v.l4WireEnd !== v.l4End) return false
    if (!sameBytes(dv, l4, this.#pdu, 0, length)) return false
    if (!this.#sameHeader(v) || !this.#sameMacs(v)) return false
    return !this.#hasAh || dv.getUint32(v.ahAt + 8) > this.#ahSequence
  }

  noteFrame(tNs: Ns, ipId: number): void {
    this.frames++
    this.#framesSinceTwin++
    this.lastNs = tNs
    this.lastIpId = ipId
  }

  /** `number` was not delivered before. */
  deliver(number: number, tNs: Ns): void {
    this.delivered = number
    this.deliveredNs = tNs
    this.adverts++
  }

  /** `count` adverts never came; `adverts` are those of them that are remembered. */
  noteMissed(adverts: readonly SentAdvert[], count: number): void {
    this.missedSinceNs ??= adverts.length === count ? adverts[0]!.tNs : this.deliveredNs
    for (const advert of adverts) if (this.missed.length < MAX_FRAMES_KEPT) this.missed.push(advert)
  }

  noteTwin(tNs: Ns, frameNo: number): void {
    this.twins++
    // An advert, and its twin.
    this.#twinsInRow = this.#framesSinceTwin <= 2 ? this.#twinsInRow + 1 : 1
    this.#framesSinceTwin = 0
    this.firstTwinNs ??= tNs
    this.lastTwinNs = tNs
    if (this.twinFrames.length < MAX_FRAMES_KEPT) this.twinFrames.push(frameNo)
  }

  /** Every advert of three intervals had a twin: without an IP id that alone tells a copy from an advert said twice. */
  get isDoubled(): boolean {
    return this.#twinsInRow >= TWINS_IN_A_ROW
  }

  noteRepeat(v: FrameView): void {
    if (this.#repeats++ === 0) this.#firstRepeatNs = v.tNs
    if (this.#hasAh) this.#ahSequence = v.dv.getUint32(v.ahAt + 8)
    if (this.#repeatFrames.length < MAX_FRAMES_KEPT) this.#repeatFrames.push(v.frameNo)
  }

  /** What the steady path saw since the last sighting, once; undefined if nothing. */
  takeRepeats(): Repeats | undefined {
    if (this.#repeats === 0) return undefined
    const taken = {
      count: this.#repeats,
      firstNs: this.#firstRepeatNs,
      lastNs: this.lastNs,
      frames: this.#repeatFrames.splice(0),
      ...(this.#hasAh ? { ahSequence: this.#ahSequence } : {}),
    }
    this.#repeats = 0
    return taken
  }

  #sameHeader(v: FrameView): boolean {
    const { dv, l3 } = v
    const header = this.#header
    if (v.family === 4)
      return (
        dv.getInt32(l3 + 12) === header.getInt32(12) &&
        dv.getInt32(l3 + 16) === header.getInt32(16) &&
        dv.getInt32(l3 + 6) === header.getInt32(6) &&
        dv.getUint16(l3) === header.getUint16(0)
      )
    if ((dv.getUint16(l3) ^ header.getUint16(0)) & 0xfff0) return false
    return sameBytes(dv, l3, header, 6, 40)
  }

  #sameMacs(v: FrameView): boolean {
    return (
      macLow(v, v.srcMacAt) === this.#srcMacLow &&
      macHigh(v, v.srcMacAt) === this.#srcMacHigh &&
      macLow(v, v.dstMacAt) === this.#dstMacLow &&
      macHigh(v, v.dstMacAt) === this.#dstMacHigh
    )
  }
}

/** Same number for a frame and for the sighting decoded from it. Collisions are chained. */
export function flowHash(v: FrameView): number {
  const { dv, l3 } = v
  const dst = dv.getUint32(v.family === 4 ? l3 + 16 : l3 + 36)
  return mix(sourceWord(v), dst, v.srcMacAt < 0 ? 0 : dv.getUint32(v.srcMacAt + 2), v.source, v.direction === 4)
}

export function flowHashOf(s: Sighting): number {
  return mix(
    lastWord(s.src.bytes),
    lastWord(s.dst.bytes),
    s.srcMac ? lastWord(macBytes(s.srcMac)) : 0,
    s.source,
    s.outgoing,
  )
}

const mix = (src: number, dst: number, mac: number, source: number, outgoing: boolean): number =>
  (Math.imul(src, 0x9e3779b1) ^ Math.imul(dst, 0x85ebca6b) ^ Math.imul(mac, 0xc2b2ae35) ^ (source * 2 + +outgoing)) >> 2

/** The last four bytes of the source address. */
export const sourceWord = ({ dv, l3, family }: FrameView): number => dv.getUint32(family === 4 ? l3 + 12 : l3 + 20)

/** The last four bytes of an address. */
export const lastWord = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.byteLength - 4)

/** Bytes `from` to `to` of `known` against those at the same distance from `at`. */
function sameBytes(dv: DataView, at: number, known: DataView, from: number, to: number): boolean {
  let i = from
  for (; i + 4 <= to; i += 4) if (dv.getInt32(at + i) !== known.getInt32(i)) return false
  for (; i < to; i++) if (dv.getUint8(at + i) !== known.getUint8(i)) return false
  return true
}

const macHigh = (v: FrameView, at: number): number => (at < 0 ? -1 : v.dv.getUint16(at))
const macLow = (v: FrameView, at: number): number => (at < 0 ? -1 : v.dv.getUint32(at + 2))

const copyOf = (v: FrameView, at: number, length: number): DataView<ArrayBuffer> =>
  new DataView(new Uint8Array(v.dv.buffer, v.dv.byteOffset + at, length).slice().buffer)

const NO_BYTES = new DataView(new ArrayBuffer(0))
