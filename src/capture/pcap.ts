import { NS_PER_SEC, NS_PER_US, type Ns } from '../core/time.ts'
import { isBystander } from '../wire/bystander.ts'
import { type FrameView, LinkType, type PacketDirection } from '../wire/view.ts'
import { type CookedInterfaces, cookedInterfaces } from './cooked.ts'
import type { InputLog } from './log.ts'
import type { CaptureRun } from './run.ts'
import type { CaptureSummary, ClockQuality, FrameSink, RecordParser } from './source.ts'
import type { ByteWindow } from './window.ts'

// draft-ietf-opsawg-pcap: one file header, then records, all in the byte order of the magic number.
//
//   0        4     6     8       12       16       20           24
//   | magic  | maj | min | zone  | sigfigs| snaplen| FCS, link  |     file header
//   | sec    | us or ns  | caplen| wirelen| frame ...                 record
//
// Kernel patches of the 1990s (magic a1b2cd34, still read by libpcap) add interface index, protocol and packet type.

export const MAGIC_US = 0xa1b2c3d4
export const MAGIC_NS = 0xa1b23c4d
export const MAGIC_PATCHED = 0xa1b2cd34
export const PCAP_MAGICS: readonly number[] = [MAGIC_US, MAGIC_NS, MAGIC_PATCHED]

export const FILE_HEADER_LEN = 24
export const RECORD_HEADER_LEN = 16
const PATCHED_HEADER_LEN = 24

const SNAP_LEN = 16
const LINK = 20
const FRACTION = 4
const CAP_LEN = 8
const WIRE_LEN = 12
const PACKET_TYPE = 22

/** What libpcap allows on every link type we read; a record that claims more is damage. */
export const MAX_FRAME_LEN = 262_144

/** Reads pcap: both byte orders, microseconds, nanoseconds and the patched record header. */
export class PcapParser implements RecordParser {
  readonly view: FrameView
  private readonly window: ByteWindow
  private readonly run: CaptureRun
  private readonly log: InputLog
  private readonly clock: ClockQuality
  private little = true
  private headerLen = 0
  private nsPerFraction = NS_PER_US
  private fcsLen = 0
  // NaN until the first record, which also makes the arithmetic of time floating point from the start: integer code
  // would overflow after two seconds of capture and be compiled again.
  private epochSec = Number.NaN
  private source = 0
  private parts: CookedInterfaces | undefined

  constructor(window: ByteWindow, log: InputLog, run: CaptureRun, clock: ClockQuality, view: FrameView) {
    this.window = window
    this.run = run
    this.clock = clock
    this.view = view
    this.log = log
  }

  get done(): boolean {
    return this.log.broken
  }

  feed(chunk: Uint8Array): void {
    this.window.feed(chunk)
  }

  next(sink: FrameSink): boolean {
    const { window, headerLen } = this
    if (this.log.broken || (headerLen === 0 && !this.readFileHeader(sink))) return false
    if (!window.has(this.headerLen)) return false
    const capLen = window.dv.getUint32(window.pos + CAP_LEN, this.little)
    if (capLen > MAX_FRAME_LEN) return this.stop('pcap/record-too-long', `a record claims ${capLen} bytes`)
    if (!window.has(this.headerLen + capLen)) return false
    this.show(window.dv, window.pos, capLen, sink)
    window.advance(this.headerLen + capLen)
    return true
  }

  drain(sink: FrameSink): void {
    while (this.next(sink)) {
      sink.onFrame(this.view)
      this.drainWindow(sink)
    }
  }

  /** Records that lie whole in the window, without asking it about each. `next` judges what is left. */
  private drainWindow(sink: FrameSink): void {
    const { window, view, little, headerLen } = this
    const { dv, limit } = window
    const lastStart = limit - headerLen
    const skims = this.canSkim(sink)
    for (;;) {
      if (skims) this.skim(sink)
      const { pos } = window
      if (pos > lastStart) break
      const capLen = dv.getUint32(pos + CAP_LEN, little)
      const next = pos + headerLen + capLen
      if (next > limit || capLen > MAX_FRAME_LEN) break
      this.show(dv, pos, capLen, sink)
      sink.onFrame(view)
      window.pos = next
    }
    window.advance(0)
  }

  /** Whether bystanders may pass unseen: the sink knows of them, and their records are as plain as nearly all are. */
  private canSkim(sink: FrameSink): boolean {
    const isPlain = this.headerLen === RECORD_HEADER_LEN && this.fcsLen === 0 && !Number.isNaN(this.epochSec)
    return isPlain && this.view.linkType === LinkType.Ethernet && sink.onBystanders !== undefined
  }

  /**
   * The hot loop: passes over bystanders as long as nothing falls due and time does not run backwards. All it touches are
   * locals and two or three cache lines of each record.
   */
  private skim(sink: FrameSink): void {
    const { window, little, epochSec, nsPerFraction, source } = this
    const { dv, limit } = window
    const lastStart = limit - RECORD_HEADER_LEN
    const quietUntil = sink.quietUntilNs ?? Number.POSITIVE_INFINITY
    let lastNs: number = this.log.lastTime(source)
    let count = 0
    let { pos } = window
    while (pos <= lastStart) {
      const start = pos + RECORD_HEADER_LEN
      const capLen = dv.getUint32(pos + CAP_LEN, little)
      const next = start + capLen
      if (next > limit || capLen > MAX_FRAME_LEN || !isBystander(dv, start, next)) break
      const tNs =
        (dv.getUint32(pos, little) - epochSec) * NS_PER_SEC + dv.getUint32(pos + FRACTION, little) * nsPerFraction
      if (tNs < lastNs || tNs >= quietUntil) break
      lastNs = tNs
      count++
      pos = next
    }
    if (count === 0) return
    window.pos = pos
    this.log.pass(source, count, lastNs as Ns)
    sink.onBystanders!(source, count, lastNs as Ns)
  }

  /** Points the view at the record at `pos`. */
  private show(dv: DataView, pos: number, capLen: number, sink: FrameSink): void {
    const { view, little, headerLen } = this
    const sec = dv.getUint32(pos, little)
    if (Number.isNaN(this.epochSec)) {
      this.run.startAt(sec)
      this.epochSec = this.run.epochSec
    }
    if (view.dv !== dv) view.dv = dv
    view.start = pos + headerLen
    view.end = view.start + capLen
    view.wireLen = dv.getUint32(pos + WIRE_LEN, little)
    if (this.fcsLen !== 0) cutFcs(view, this.fcsLen)
    view.tNs = ((sec - this.epochSec) * NS_PER_SEC + dv.getUint32(pos + FRACTION, little) * this.nsPerFraction) as Ns
    if (headerLen === PATCHED_HEADER_LEN) view.direction = packetType(dv.getUint8(pos + PACKET_TYPE))
    this.log.record(view, this.source, sink)
    if (this.parts !== undefined) view.source = this.parts.sourceOf(view, sink)
  }

  restart(): void {
    this.headerLen = 0
  }

  abandon(code: string, message: string, hint: string): void {
    this.log.abandon(code, message, hint)
  }

  remark(code: string, message: string): void {
    this.log.remark(code, message)
  }

  end(): CaptureSummary {
    return this.log.end()
  }

  private readFileHeader(sink: FrameSink): boolean {
    const { window } = this
    if (!window.has(FILE_HEADER_LEN)) return false
    this.little = window.dv.getUint8(window.pos) !== 0xa1
    const magic = window.dv.getUint32(window.pos, this.little)
    if (!PCAP_MAGICS.includes(magic)) return this.stop('pcap/bad-magic', 'the file that took its place is no pcap')
    const link = window.dv.getUint32(window.pos + LINK, this.little)
    const snapLen = window.dv.getUint32(window.pos + SNAP_LEN, this.little)
    this.headerLen = magic === MAGIC_PATCHED ? PATCHED_HEADER_LEN : RECORD_HEADER_LEN
    this.nsPerFraction = magic === MAGIC_NS ? 1 : NS_PER_US
    // Bit 26 says that the top four bits count the 16-bit words of a frame check sequence that ends each frame.
    this.fcsLen = link & 0x0400_0000 ? (link >>> 28) * 2 : 0
    this.view.linkType = link & 0xffff
    this.view.direction = -1
    this.source = this.log.interfaceFor(this.log.name, 0, link & 0xffff, snapLen, this.clock, sink)
    this.parts = cookedInterfaces(this.log, this.source, link & 0xffff)
    window.advance(FILE_HEADER_LEN)
    return true
  }

  private stop(code: string, message: string): false {
    this.log.stop(code, message)
    return false
  }
}

/** Takes the frame check sequence off the end, as far as it was captured. */
export function cutFcs(view: FrameView, fcsLen: number): void {
  view.wireLen = Math.max(0, view.wireLen - fcsLen)
  view.end = Math.min(view.end, view.start + view.wireLen)
}

const packetType = (value: number): PacketDirection => (value <= 4 ? (value as PacketDirection) : -1)
