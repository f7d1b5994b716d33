import type { Ns } from '../core/time.ts'
import { isBystander } from '../wire/bystander.ts'
import { type FrameView, LinkType, type PacketDirection } from '../wire/view.ts'
import { type CookedInterfaces, cookedInterfaces } from './cooked.ts'
import type { InputLog } from './log.ts'
import { cutFcs, MAX_FRAME_LEN } from './pcap.ts'
import { optionsOf, padded, textOf } from './pcapng-options.ts'
import type { CaptureRun } from './run.ts'
import type { CaptureGap, CaptureSummary, ClockQuality, FrameSink, RecordParser } from './source.ts'
import { TickClock } from './tick-clock.ts'
import type { ByteWindow } from './window.ts'

// draft-ietf-opsawg-pcapng: blocks that all look like this; a section header chooses the byte order of what follows.
//
//   0      4        8            len-4    len
//   | type | length | body ...   | length |

export const Block = {
  SectionHeader: 0x0a0d0d0a,
  Interface: 1,
  ObsoletePacket: 2,
  SimplePacket: 3,
  Statistics: 5,
  EnhancedPacket: 6,
  // No packets, but Wireshark numbers them as frames.
  Journal: 9,
  Custom: 0xbad,
  CustomUncopied: 0x4000_0bad,
  SysdigEvent: 0x204,
  SysdigEvent2: 0x216,
} as const

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d

const SMALLEST_BLOCK = 12
const TRAILER = 4
/** What an enhanced packet block without options has around its frame, and in front of it. */
const PLAIN_BLOCK = 32
const PLAIN_HEADER = 28
/** A block that we keep in memory may not claim more; the same limit as libpcap's. */
const MAX_BLOCK_LEN = 16 << 20
/** Enough for any real file; a hostile one must not fill the memory with interfaces. */
const MAX_INTERFACES = 4096
const MAX_NAME_LEN = 64
const DROPS_UNKNOWN = 0xffff

interface Interface {
  readonly source: number
  readonly linkType: number
  readonly snapLen: number
  readonly fcsLen: number
  readonly clock: TickClock
  readonly parts: CookedInterfaces | undefined
  /** Capturing ended, and did not begin again yet. */
  interrupted: Pick<CaptureGap, 'from' | 'reason'> | undefined
  /** Highest drop count that a statistics block gave: they count from the start. */
  reportedDrops: number
  /** Time of that block. */
  reportedNs: Ns | undefined
}

/** Reads pcapng: sections and interfaces of any number, byte order and time resolution. */
export class PcapngParser implements RecordParser {
  readonly view: FrameView
  private readonly window: ByteWindow
  private readonly run: CaptureRun
  private readonly log: InputLog
  private readonly clock: ClockQuality
  private little = true
  private lengthsDiffered = false
  /** Interfaces of the present section, by their number in it. */
  private interfaces: Interface[] = []

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
    const { window, log } = this
    while (!log.broken) {
      if (!window.has(SMALLEST_BLOCK)) return false
      const type = window.dv.getUint32(window.pos, this.little)
      if (type === Block.SectionHeader && !this.startSection()) return false
      const length = padded(window.dv.getUint32(window.pos + 4, this.little))
      if (length < SMALLEST_BLOCK) return this.stop('pcapng/bad-block-length', `a block claims ${length} bytes`)
      if (length > MAX_BLOCK_LEN) {
        if (isRead(type)) return this.stop('pcapng/block-too-long', `a block claims ${length} bytes`)
        window.skip(length)
        continue
      }
      if (!window.has(length)) return false
      const { dv, pos } = window
      if (!this.endsAsItBegins(dv.getUint32(pos + length - TRAILER, this.little), length)) return false
      const isFrame = this.readBlock(type, dv, pos, pos + length - TRAILER, sink)
      window.advance(length)
      if (isFrame) return true
    }
    return false
  }

  /**
   * The length at the end of a block serves reading backwards: where it alone is wrong the next block is found all the
   * same. Two in a row mean that it is the first length which leads astray.
   */
  private endsAsItBegins(trailer: number, length: number): boolean {
    const differ = padded(trailer) !== length
    const again = differ && this.lengthsDiffered
    this.lengthsDiffered = differ
    if (!differ) return true
    const problem = ['pcapng/bad-block-length', 'the two lengths of a block differ'] as const
    if (again) return this.stop(...problem)
    this.log.note(...problem)
    return true
  }

  drain(sink: FrameSink): void {
    for (;;) {
      if (sink.onBystanders !== undefined && !this.log.broken) while (this.skim(sink)) {}
      if (!this.next(sink)) return
      sink.onFrame(this.view)
    }
  }

  /**
   * Passes over bystanders of one interface, in blocks without options; as in pcap.ts. False: there were none. What is
   * unusual about a block is left to `next`, so that it is judged in one place.
   */
  private skim(sink: FrameSink): boolean {
    const { window, little, run } = this
    const { dv, limit } = window
    let { pos } = window
    if (limit - pos < PLAIN_BLOCK) return false
    const number = dv.getUint32(pos + 8, little)
    const face = this.interfaces[number]
    if (face === undefined || face.linkType !== LinkType.Ethernet || face.fcsLen !== 0) return false
    const { clock, source } = face
    const quietUntil = sink.quietUntilNs ?? Number.POSITIVE_INFINITY
    let lastNs = this.log.latest(source)
    let count = 0
    while (limit - pos >= PLAIN_BLOCK) {
      if (dv.getUint32(pos, little) !== Block.EnhancedPacket || dv.getUint32(pos + 8, little) !== number) break
      const length = dv.getUint32(pos + 4, little)
      const capLen = dv.getUint32(pos + 20, little)
      const next = pos + length
      if (capLen > MAX_FRAME_LEN || length !== PLAIN_BLOCK + padded(capLen) || next > limit) break
      if (dv.getUint32(next - TRAILER, little) !== length) break
      const start = pos + PLAIN_HEADER
      if (!isBystander(dv, start, start + capLen)) break
      const tNs = clock.toNs(dv.getUint32(pos + 12, little), dv.getUint32(pos + 16, little), run)
      if (tNs < lastNs || tNs >= quietUntil) break
      lastNs = tNs
      count++
      pos = next
    }
    if (count === 0) return false
    this.lengthsDiffered = false
    window.pos = pos
    window.advance(0)
    this.log.pass(source, count, lastNs as Ns)
    sink.onBystanders!(source, count, lastNs as Ns)
    return true
  }

  restart(): void {
    this.lengthsDiffered = false
    this.interfaces = []
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

  /** The byte order of a section; its interfaces are numbered anew. */
  private startSection(): boolean {
    const { dv, pos } = this.window
    const magicAt = pos + 8
    this.little = dv.getUint32(magicAt, true) === BYTE_ORDER_MAGIC
    if (dv.getUint32(magicAt, this.little) !== BYTE_ORDER_MAGIC)
      return this.stop('pcapng/bad-byte-order', 'a section header has no byte-order magic')
    this.interfaces = []
    return true
  }

  /** True if the block is a frame: `view` shows it. Bodies lie from `at + 8` to `end`. */
  private readBlock(type: number, dv: DataView, at: number, end: number, sink: FrameSink): boolean {
    switch (type) {
      case Block.EnhancedPacket:
        return this.readEnhanced(dv, at + 8, end, sink)
      case Block.SimplePacket:
        return this.readSimple(dv, at + 8, end, sink)
      case Block.ObsoletePacket:
        return this.readObsolete(dv, at + 8, end, sink)
      case Block.Interface:
        this.readInterface(dv, at + 8, end, sink)
        return false
      case Block.Statistics:
        this.readStatistics(dv, at + 8, end, sink)
        return false
      case Block.Journal:
      case Block.Custom:
      case Block.CustomUncopied:
      case Block.SysdigEvent:
      case Block.SysdigEvent2:
        this.log.passNumber()
        return false
      default:
        return false
    }
  }

  //   0           4         8        12       16        20
  //   | interface | ts high | ts low | caplen | wirelen | frame, padding, options
  private readEnhanced(dv: DataView, at: number, end: number, sink: FrameSink): boolean {
    if (end - at < 20) return this.stopShort()
    return this.readPacket(dv, at, end, dv.getUint32(at, this.little), 0, sink)
  }

  /** As the enhanced block, but interface and drop count share the first word. */
  private readObsolete(dv: DataView, at: number, end: number, sink: FrameSink): boolean {
    if (end - at < 20) return this.stopShort()
    const drops = dv.getUint16(at + 2, this.little)
    const known = drops === DROPS_UNKNOWN ? 0 : drops
    return this.readPacket(dv, at, end, dv.getUint16(at, this.little), known, sink)
  }

  private readPacket(dv: DataView, at: number, end: number, number: number, drops: number, sink: FrameSink): boolean {
    const { view, little } = this
    const face = this.interfaces[number]
    if (face === undefined) return this.noInterface(number)
    const capLen = dv.getUint32(at + 12, little)
    const start = at + 20
    if (capLen > MAX_FRAME_LEN || capLen > end - start) return this.stopLong(capLen)
    view.dv = dv
    view.start = start
    view.end = start + capLen
    view.wireLen = dv.getUint32(at + 16, little)
    view.linkType = face.linkType
    view.tNs = face.clock.toNs(dv.getUint32(at + 4, little), dv.getUint32(at + 8, little), this.run)
    view.direction = -1
    const optionsAt = start + padded(capLen)
    const fcsLen = end - optionsAt >= 8 ? this.readPacketOptions(dv, optionsAt, end, face, sink) : face.fcsLen
    if (fcsLen !== 0) cutFcs(view, fcsLen)
    if (drops > 0) this.log.addDrops(face.source, view.tNs, drops, sink)
    this.record(face, sink)
    return true
  }

  /** Direction and lost packets of this frame; returns the length of its frame check sequence. */
  private readPacketOptions(dv: DataView, at: number, end: number, face: Interface, sink: FrameSink): number {
    const FLAGS = 2
    const DROP_COUNT = 4
    let fcsLen = face.fcsLen
    for (const option of optionsOf(dv, at, end, this.little)) {
      if (option.code === FLAGS && option.length === 4) {
        const flags = dv.getUint32(option.at, this.little)
        this.view.direction = directionOf(flags)
        fcsLen = (flags >>> 5) & 0xf || fcsLen
      }
      if (option.code === DROP_COUNT && option.length === 8)
        this.log.addDrops(face.source, this.view.tNs, uint64(dv, option.at, this.little), sink)
    }
    return fcsLen
  }

  /** Length and frame only: the first interface, no time. It takes the time of the frame before it. */
  private readSimple(dv: DataView, at: number, end: number, sink: FrameSink): boolean {
    const { view } = this
    if (end - at < 4) return this.stopShort()
    const face = this.interfaces[0]
    if (face === undefined) return this.noInterface(0)
    view.wireLen = dv.getUint32(at, this.little)
    const capLen = Math.min(view.wireLen, face.snapLen || view.wireLen)
    const start = at + 4
    if (capLen > MAX_FRAME_LEN || capLen > end - start) return this.stopLong(capLen)
    view.dv = dv
    view.start = start
    view.end = start + capLen
    view.linkType = face.linkType
    view.direction = -1
    view.tNs = this.log.lastTime(face.source)
    this.log.remark('pcapng/no-times', 'simple packet blocks carry no time: such frames take that of the one before')
    if (face.fcsLen !== 0) cutFcs(view, face.fcsLen)
    this.record(face, sink)
    return true
  }

  private record(face: Interface, sink: FrameSink): void {
    this.log.record(this.view, face.source, sink)
    if (face.parts !== undefined) this.view.source = face.parts.sourceOf(this.view, sink)
  }

  private readInterface(dv: DataView, at: number, end: number, sink: FrameSink): void {
    const NAME = 2
    const TIME_RESOLUTION = 9
    const FCS_LEN = 13
    const TIME_OFFSET = 14
    if (end - at < 8) return void this.stopShort()
    if (this.interfaces.length >= MAX_INTERFACES || this.log.interfaceCount >= MAX_INTERFACES)
      return void this.stop('pcapng/too-many-interfaces', `more than ${MAX_INTERFACES} interfaces`)
    const linkType = dv.getUint16(at, this.little)
    const snapLen = dv.getUint32(at + 4, this.little)
    const number = this.interfaces.length
    let name = `${this.log.name}:interface ${number}`
    let resolution = 6
    let offsetSec = 0n
    let fcsLen = 0
    for (const option of optionsOf(dv, at + 8, end, this.little)) {
      if (option.code === NAME) name = textOf(dv, option, MAX_NAME_LEN) || name
      if (option.code === TIME_RESOLUTION && option.length === 1) resolution = dv.getUint8(option.at)
      if (option.code === TIME_OFFSET && option.length === 8) offsetSec = dv.getBigInt64(option.at, this.little)
      if (option.code === FCS_LEN && option.length === 1) fcsLen = fcsBytes(dv.getUint8(option.at))
    }
    const source = this.log.interfaceFor(name, number, linkType, snapLen, this.clock, sink)
    const clock = new TickClock(resolution, offsetSec)
    const parts = cookedInterfaces(this.log, source, linkType)
    this.interfaces.push({
      source,
      linkType,
      snapLen,
      fcsLen,
      clock,
      parts,
      interrupted: undefined,
      reportedDrops: 0,
      reportedNs: undefined,
    })
  }

  /** A program that captures writes one when it ends: frames were lost at any time since the count before, or the start. */
  private readStatistics(dv: DataView, at: number, end: number, sink: FrameSink): void {
    const COMMENT = 1
    const START_TIME = 2
    const END_TIME = 3
    const DROPPED_BY_INTERFACE = 5
    const DROPPED_BY_SYSTEM = 7
    if (end - at < 12) return void this.stopShort()
    const number = dv.getUint32(at, this.little)
    const face = this.interfaces[number]
    if (face === undefined) return void this.noInterface(number)
    let drops = 0
    let counted = false
    let comment = ''
    let started: Ns | undefined
    let ended: Ns | undefined
    for (const option of optionsOf(dv, at + 12, end, this.little)) {
      if (option.code === COMMENT) comment = textOf(dv, option, MAX_NAME_LEN)
      if (option.code === START_TIME && option.length === 8) started = this.timeAt(dv, option.at, face)
      if (option.code === END_TIME && option.length === 8) ended = this.timeAt(dv, option.at, face)
      if (option.length !== 8 || (option.code !== DROPPED_BY_INTERFACE && option.code !== DROPPED_BY_SYSTEM)) continue
      counted = true
      drops += uint64(dv, option.at, this.little)
    }
    const { source, interrupted } = face
    if (interrupted !== undefined && started !== undefined && started > interrupted.from)
      sink.onGap?.({ source, ...interrupted, to: started, dropped: 0 })
    face.interrupted = ended === undefined ? undefined : { from: ended, reason: reasonOf(comment) }
    if (!counted) return
    const to = this.timeAt(dv, at + 4, face)
    const from = Math.min(face.reportedNs ?? started ?? this.log.firstTime(source), to) as Ns
    const dropped = Math.max(0, drops - face.reportedDrops)
    this.log.lose({ source, from, to, reason: 'drops-unplaced', dropped }, sink)
    face.reportedDrops = Math.max(drops, face.reportedDrops)
    face.reportedNs = to
  }

  private timeAt(dv: DataView, at: number, { clock }: Interface): Ns {
    return clock.toNs(dv.getUint32(at, this.little), dv.getUint32(at + 4, this.little), this.run)
  }

  private noInterface(number: number): false {
    this.log.note('pcapng/unknown-interface', `a packet names interface ${number}, which the section does not describe`)
    return false
  }

  private stopShort(): false {
    return this.stop('pcapng/bad-block-length', 'a block is shorter than its fixed fields')
  }

  private stopLong(capLen: number): false {
    return this.stop('pcapng/record-too-long', `a record claims ${capLen} bytes`)
  }

  private stop(code: string, message: string): false {
    this.log.stop(code, message)
    return false
  }
}

/** Our own recordings say why they were interrupted. */
const reasonOf = (comment: string): CaptureGap['reason'] =>
  comment === 'interface-down' || comment === 'drops' ? comment : 'tap-lost'

const isRead = (type: number): boolean =>
  type === Block.EnhancedPacket ||
  type === Block.SimplePacket ||
  type === Block.ObsoletePacket ||
  type === Block.Interface ||
  type === Block.Statistics ||
  type === Block.SectionHeader

/** epb_flags: bits 0-1 inbound or outbound, bits 2-4 how it was received. */
function directionOf(flags: number): PacketDirection {
  const OUTBOUND = 2
  const direction = flags & 3
  if (direction === 0) return -1
  if (direction === OUTBOUND) return 4
  const reception = (flags >>> 2) & 7
  return reception === 2 ? 2 : reception === 3 ? 1 : reception === 4 ? 3 : 0
}

/** if_fcslen is specified in bits and written in bytes by everyone: 32 and 4 mean the same. */
const fcsBytes = (value: number): number => (value >= 16 ? value >> 3 : value)

const uint64 = (dv: DataView, at: number, little: boolean): number =>
  dv.getUint32(at + (little ? 4 : 0), little) * 2 ** 32 + dv.getUint32(at + (little ? 0 : 4), little)
