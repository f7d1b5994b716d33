import { frameBase, numberInCapture } from '../core/frame-number.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { type FrameView, LinkType } from '../wire/view.ts'
import type { CaptureRun } from './run.ts'
import type { CaptureGap, CaptureInterface, CaptureProblem, CaptureSummary, ClockQuality, FrameSink } from './source.ts'
import type { ByteWindow } from './window.ts'

/** Queues of several processors reorder frames by less, also on a busy machine; ntpd steps a clock by 128 ms or more. */
const BACKWARD_TOLERANCE_NS = 100 * NS_PER_MS
/** A file whose time jumps at every record must not flood the sink. */
const MAX_CLOCK_STEPS = 100
const READ: ReadonlySet<number> = new Set(Object.values(LinkType))
/** In place of the last time of a vantage point without a frame: greater than any time, so that one test finds it. */
const NOT_YET = Number.POSITIVE_INFINITY

const DAMAGED = 'what could be read is in the output; copy the file again, or check the program that made it'
const CUT_SHORT = 'what could be read is in the output; copy the file again, or let the capture end in order'
const SET_BACK =
  'what was read is in the output, and nothing is measured across the step; where records only stand in the wrong order, ' +
  '`reordercap IN OUT` sorts them'
const OTHER_LINK = 'capture where frames are Ethernet, Linux cooked (`tcpdump -i any`), raw IP or BSD loopback'

/** What one input says of itself while it is read: numbers its frames, watches its clock, ends in its summary. */
export class InputLog {
  readonly name: string
  /** That of the file which is read now: one that is followed may be replaced. */
  format: CaptureSummary['format']
  /** Reading stopped at a record that makes no sense. */
  broken = false
  dropped: number | undefined
  private readonly run: CaptureRun
  private readonly window: ByteWindow
  private readonly interfaces: CaptureInterface[] = []
  private readonly known = new Map<string, number>()
  /** Time of the last frame by `CaptureInterface.index`. */
  private readonly lastOf: number[] = []
  private readonly firstOf: number[] = []
  /** What a count of packets makes a frame number. */
  private frameBase: number
  private packets = 0
  private first = Number.POSITIVE_INFINITY
  private latestBeforeStep = Number.NEGATIVE_INFINITY
  private clockSteps = 0
  private complete = true
  private problem: CaptureProblem | undefined

  constructor(name: string, format: CaptureSummary['format'], capture: number, run: CaptureRun, window: ByteWindow) {
    this.name = name
    this.format = format
    this.run = run
    this.window = window
    this.frameBase = frameBase(capture)
  }

  /**
   * The vantage point of an interface, by its number in a section. One that comes back in a later section, or when a
   * followed file begins anew, is the same.
   */
  interfaceFor(
    name: string,
    number: number,
    linkType: number,
    snapLen: number,
    clock: ClockQuality,
    sink: FrameSink,
  ): number {
    const id = `${number} ${linkType} ${name}`
    const known = this.known.get(id)
    if (known !== undefined) return known
    return this.enter(id, this.run.addInterface(this.name, name, linkType, snapLen, clock), sink)
  }

  /** The vantage point of one interface, by its number in the kernel, of those that `whole` shows together. */
  partFor(whole: number, ifIndex: number, sink: FrameSink): number {
    const id = `${whole} part ${ifIndex}`
    const known = this.known.get(id)
    if (known !== undefined) return known
    const { name, linkType, snapLen, clock } = this.run.interfaces[whole]!
    const partName = `${name}:interface ${ifIndex}`
    const part = { within: whole, ifIndex }
    return this.enter(id, this.run.addInterface(this.name, partName, linkType, snapLen, clock, part), sink)
  }

  get interfaceCount(): number {
    return this.interfaces.length
  }

  /** Completes the view of a frame whose bytes and time are set. */
  record(view: FrameView, source: number, sink: FrameSink): void {
    view.source = source
    view.frameNo = this.frameBase + ++this.packets
    if (!(view.tNs >= this.lastOf[source]!)) this.outOfOrder(view, source, sink)
    this.lastOf[source] = view.tNs
  }

  /** Something that is no packet takes a frame number, as it does in Wireshark. */
  passNumber(): void {
    this.frameBase++
  }

  /** Counts frames in order of time that were not shown to the sink. */
  pass(source: number, count: number, lastNs: Ns): void {
    this.packets += count
    this.lastOf[source] = lastNs
  }

  /** Time of the last frame of a vantage point, or of its start. */
  lastTime(source: number): Ns {
    const last = this.lastOf[source]!
    return (last === NOT_YET ? 0 : last) as Ns
  }

  /** Time of the first frame of a vantage point, or of its start. */
  firstTime(source: number): Ns {
    return (this.firstOf[source] ?? 0) as Ns
  }

  /** Time of the last frame of a vantage point; later than any time before the first. */
  latest(source: number): number {
    return this.lastOf[source]!
  }

  /** Frames were lost between the last one and `to`. */
  addDrops(source: number, to: Ns, dropped: number, sink: FrameSink): void {
    this.lose({ source, from: this.lastTime(source), to, reason: 'drops', dropped }, sink)
  }

  /** A count of lost frames; 0 says that none were. Files claim any number of 64 bits. */
  lose(gap: CaptureGap, sink: FrameSink): void {
    const dropped = Math.min(gap.dropped, Number.MAX_SAFE_INTEGER)
    this.dropped = Math.min((this.dropped ?? 0) + dropped, Number.MAX_SAFE_INTEGER)
    if (dropped > 0) sink.onGap?.({ ...gap, dropped })
  }

  /** Remembers the first problem, at the present offset: something is missing or in doubt. */
  note(code: string, message: string, hint = DAMAGED): void {
    if (this.complete) this.problem = { code, message, hint, offset: this.window.offset }
    this.complete = false
  }

  /** No more bytes can be had: graver than what was noted on the way. */
  abandon(code: string, message: string, hint: string): void {
    this.broken = true
    this.complete = false
    this.problem = { code, message, hint, offset: this.window.offset }
  }

  /** Remembers a limitation of an input that is otherwise whole. */
  remark(code: string, message: string): void {
    this.problem ??= { code, message, offset: this.window.offset }
  }

  /** Nothing from here on can be trusted. */
  stop(code: string, message: string, hint?: string): void {
    this.broken = true
    this.note(code, message, hint)
  }

  end(): CaptureSummary {
    if (!this.broken && this.window.unfinished)
      this.stop(`${this.format}/truncated`, 'the input ends inside a record', CUT_SHORT)
    this.judgeLinkTypes()
    return {
      name: this.name,
      format: this.format,
      interfaces: this.vantagePoints,
      timeline: this.run,
      packets: this.packets,
      bytes: this.window.total,
      first: this.packets === 0 ? undefined : (this.first as Ns),
      last: this.packets === 0 ? undefined : this.last,
      dropped: this.dropped,
      complete: this.complete,
      ...(this.problem && { problem: this.problem }),
    }
  }

  private enter(id: string, face: CaptureInterface, sink: FrameSink): number {
    this.known.set(id, face.index)
    this.interfaces.push(face)
    this.lastOf[face.index] = NOT_YET
    sink.onInterface?.(face)
    return face.index
  }

  /** Where interfaces are told apart, those stand for the capture of all. */
  private get vantagePoints(): readonly CaptureInterface[] {
    const split = new Set(this.interfaces.map(({ within }) => within))
    return this.interfaces.filter(({ index }) => !split.has(index))
  }

  /** Frames of link types that nobody here reads say nothing; with no others, nor does the input. */
  private judgeLinkTypes(): void {
    const seen = this.interfaces.filter(({ index }) => this.lastOf[index] !== NOT_YET)
    const unread = seen.filter(({ linkType }) => !READ.has(linkType))
    const [first] = unread
    if (first === undefined) return
    const problem = ['capture/link-type-unsupported', `frames of link type ${first.linkType} are not read`] as const
    if (unread.length === seen.length) this.note(...problem, OTHER_LINK)
    else this.remark(...problem)
  }

  /** The first frame of a vantage point, or one older than the frame before it. */
  private outOfOrder(view: FrameView, source: number, sink: FrameSink): void {
    const { tNs } = view
    const before = this.lastOf[source]!
    this.first = Math.min(this.first, tNs)
    if (before === NOT_YET) {
      this.firstOf[source] = tNs
      return
    }
    this.latestBeforeStep = Math.max(this.latestBeforeStep, before)
    if (tNs >= before - BACKWARD_TOLERANCE_NS) return
    const backMs = ((before - tNs) / NS_PER_MS).toFixed(0)
    this.note(
      'capture/time-backwards',
      `frame ${numberInCapture(view.frameNo)} is ${backMs} ms older than the one before it`,
      SET_BACK,
    )
    if (++this.clockSteps > MAX_CLOCK_STEPS) return
    sink.onGap?.({ source, from: before as Ns, to: tNs, reason: 'clock-step', dropped: 0 })
  }

  /** The latest time of any vantage point, also where a clock was set back behind it. */
  private get last(): Ns {
    const lasts = this.interfaces.map((face) => this.lastOf[face.index]!).filter((last) => last !== NOT_YET)
    return Math.max(this.latestBeforeStep, ...lasts) as Ns
  }
}
