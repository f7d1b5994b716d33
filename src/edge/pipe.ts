import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { CaptureParser } from '../capture/detect.ts'
import { pcapHeader, pcapRecord } from '../capture/pcap-writer.ts'
import { CaptureRun } from '../capture/run.ts'
import type { CaptureGap, CaptureInterface, CaptureSummary, ClockQuality, FrameSink } from '../capture/source.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { NS_PER_MS, type Ns, ns } from '../core/time.ts'
import type { Clock } from '../speaker/ports.ts'
import { type FrameView, LinkType } from '../wire/view.ts'
import { type Backend, capBackend, dumpcapBackend, tcpdumpBackend } from './backend.ts'
import { Backlog } from './backlog.ts'
import { type CaptureFailure, captureError, explainCapture } from './capture-error.ts'
import { Delivery } from './delivery.ts'
import { hasCarrier, isUp, nameOfIfIndex } from './interfaces.ts'
import { prefer } from './priority.ts'
import { StampGuard } from './stamp-guard.ts'
import type { TapReport } from './tap.ts'
import { WILL_SEC } from './tap-input.ts'

// One interface, captured by a child that may die at any time: the child is started again and the time between is a gap
// in the time line. Frames of all its children look like frames of one vantage point.

export interface LiveOptions {
  readonly interfaceName: string
  readonly filter: string
  readonly backend: 'auto' | 'cap' | 'tcpdump'
  /** Only the tap can send. */
  readonly sending?: boolean
  /** Vantage points are numbered in it; its epoch is fixed. */
  readonly run: CaptureRun
  /** Numbers the frames of all captures of a run in the order they came. */
  readonly numbers: { last: number }
  /** Monotonic, on the time line of `run`. */
  readonly clock: Clock
  readonly sink: FrameSink
  /** Capture in this network namespace. Whether the link is up there cannot be told from here: it counts as up. */
  readonly netns?: string
  /** An advert of the virtual router with this `willKey` left so much later than it was sent. */
  readonly onSentLate?: (key: number, by: Ns) => void
  /** A remark for the user: which backend, what went down, what came back. */
  readonly onNote?: (text: string) => void
}

// Times of records to a tap: the stamp of a will, and any other.
const AT_ONCE = { epochSec: 0 }
const WILL = { epochSec: WILL_SEC }

const RETRY_MS = 100
const MAX_RETRY_MS = 2000
const START_MS = 10_000
const STOP_MS = 1500
const LINK_EVERY_MS = 200
const DROPS_EVERY_MS = 2000
/** What is read at most in one piece: more may wait. */
const FULL_CHUNK_LEN = 1 << 16
/** Chunks that come closer than this are left to gather as long: under load, reading must not cost more than frames. */
const GATHER_MS = 1
const BACKLOG_MS = 200
/** Some seconds of a flood. */
const MAX_BACKLOG_LEN = 1 << 25
const LAG_NS = 50 * NS_PER_MS
const MAX_SAID = 1 << 14
const MAX_UNREAD_LEN = 1 << 22

/** Resolves once frames can come. Throws `tap/...` where that is not possible, with the command that mends it. */
export async function openLive(options: LiveOptions): Promise<LiveCapture> {
  const failures: CaptureFailure[] = []
  for (const backend of backendsFor(options)) {
    const live = new LiveCapture(options, backend)
    const failure = await live.open()
    if (failure === undefined) return live
    // What another program cannot do better ends the search.
    if (!ANOTHER_MAY.has(failure.code)) throw captureError(failure)
    failures.push(failure)
  }
  const mendable = failures.find(({ code }) => code === 'tap/permission') ?? failures[0]
  if (mendable?.code === 'tap/permission' || (mendable !== undefined && options.backend === 'cap'))
    throw captureError(mendable)
  throw new VrrpscopeError(
    'tap/no-backend',
    `nothing here can capture: ${[...failures.map((one) => one.message), 'tcpdump is not installed'].join('; ')}`,
    'sudo apt-get install tcpdump',
  )
}

/** Another program may be there, prompt, or have been given the privilege. */
const ANOTHER_MAY: ReadonlySet<string> = new Set(['tap/cap-missing', 'tap/late-delivery', 'tap/permission'])

/**
 * In the order of their worth. tcpdump has the kernel's time stamps and drop counts; the tap only knows when the kernel
 * begins to drop, but sends, too; dumpcap hands its frames over late, better so than not at all.
 */
function backendsFor({ backend, sending }: LiveOptions): Backend[] {
  if (sending || backend === 'cap') return [capBackend({ forSpeaker: sending === true })]
  const [tcpdump, dumpcap] = [tcpdumpBackend(), dumpcapBackend()]
  const cap = backend === 'auto' ? capBackend({ refuseLate: dumpcap !== undefined }) : undefined
  return [tcpdump, cap, dumpcap].filter((one) => one !== undefined)
}

export class LiveCapture {
  /** Since when nothing is captured for certain; undefined while all is well. */
  gapSince: Ns | undefined
  /** When all was well for the last time: a cable may have been pulled at any time since. */
  #wellAt: Ns
  readonly #options: LiveOptions
  readonly #backend: Backend
  readonly #guard = new StampGuard()
  #face: CaptureInterface | undefined
  /** Of `any`: each interface that has shown a frame, by its number in the kernel. */
  readonly #parts = new Map<number, CaptureInterface>()
  /** What the interfaces of the latest child are in the run. */
  #sources: number[] = []
  /** Of the latest child. */
  #clock: ClockQuality
  #child: ChildProcess | undefined
  #delivery = new Delivery(() => {})
  #unsaid: Uint8Array[] = []
  #said = ''
  #failure: CaptureFailure | undefined
  /** A child runs and has opened its interface. */
  #ready = false
  #stopping = false
  #gapReason: CaptureGap['reason'] = 'tap-lost'
  #retryMs = RETRY_MS
  #retry: NodeJS.Timeout | undefined
  readonly #timers: NodeJS.Timeout[] = []
  #packets = 0
  #bytes = 0
  #chunkAtMs = Number.NEGATIVE_INFINITY
  /** When the chunk that is read came, on the run's time line, and how old its latest frame was. */
  #readAt = ns(0)
  #lag = ns(0)
  #first: Ns | undefined
  #last: Ns | undefined
  #droppedBefore = 0
  #dropped: number | undefined
  #dropsAskedAt: Ns

  constructor(options: LiveOptions, backend: Backend) {
    this.#options = options
    this.#backend = backend
    this.#clock = backend.clock
    this.#dropsAskedAt = options.clock.now()
    this.#wellAt = this.#dropsAskedAt
  }

  /** No frame waits to be read, as far as can be told: the latest was fresh, or is long past. */
  get caughtUp(): boolean {
    return this.#lag < LAG_NS || performance.now() - this.#chunkAtMs > BACKLOG_MS
  }

  /**
   * All that was captured up to `at` has been handed on, for certain; asks the child if that is not known yet. Undefined
   * where it cannot be asked.
   */
  handedOn(at: Ns): boolean | undefined {
    // On the loopback libpcap counts each frame twice and hands it on once.
    if (this.#backend.askBy === undefined || !this.#ready || this.#options.interfaceName === 'lo') return undefined
    return this.#delivery.reaches(at, this.#options.clock.now())
  }

  /** What it should have handed on has not come for long. */
  giveUpWaiting(): void {
    this.#delivery.giveUp()
  }

  get backend(): Backend['name'] {
    return this.#backend.name
  }

  /** Starts the first child; undefined once frames can come, else why not. */
  open(): Promise<CaptureFailure | undefined> {
    return new Promise((resolve) => {
      this.#spawn(
        () => {
          this.#watch()
          resolve(undefined)
        },
        (failure) => resolve(failure),
      )
    })
  }

  /** Sends a frame now; without a child that sends, it is lost like a frame on a cut cable. */
  send(frame: Uint8Array): void {
    this.#tell(pcapRecord(frame, AT_ONCE, ns(Number(process.hrtime.bigint())), 'ns'))
  }

  /** Leaves the frame to be sent should this process die; replaces the earlier one of its virtual router. */
  setWill(frame: Uint8Array): void {
    this.#tell(pcapRecord(frame, WILL, ns(0), 'ns'))
  }

  /** Takes a will back; `key` as `willKey`, every one without. */
  clearWill(key = 0): void {
    this.#tell(pcapRecord(new Uint8Array(0), WILL, ns(0), 'ns', key))
  }

  /** Reports what is not covered up to now, while it goes on. */
  settleGap(to: Ns = this.#options.clock.now()): void {
    if (this.gapSince === undefined) return
    this.#gap({ from: this.gapSince, to, reason: this.#gapReason, dropped: 0 })
    this.gapSince = to
  }

  /** Ends the capture. What the child still holds is delivered first. */
  async stop(): Promise<CaptureSummary> {
    this.#stopping = true
    clearTimeout(this.#retry)
    for (const timer of this.#timers) clearInterval(timer)
    const child = this.#child
    if (child !== undefined) {
      const closed = new Promise((resolve) => child.once('close', resolve))
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      this.#flush()
      if (this.#backend.canSend) child.stdin?.end()
      else child.kill('SIGINT')
      await closed
      clearTimeout(force)
    }
    this.settleGap()
    return this.summary()
  }

  summary(): CaptureSummary {
    return {
      name: this.#options.interfaceName,
      format: 'live',
      interfaces: this.#vantagePoints.map((face) => ({ ...face, clock: this.#clock })),
      timeline: this.#options.run,
      packets: this.#packets,
      bytes: this.#bytes,
      first: this.#first,
      last: this.#last,
      dropped: this.#dropped,
      complete: true,
    }
  }

  #spawn(onReady: () => void, onFailure: (failure: CaptureFailure) => void): void {
    const { interfaceName, filter, run, netns } = this.#options
    const { program, canSend, clock, askBy } = this.#backend
    const words = [program, ...this.#backend.argv(interfaceName, filter)]
    const [command, ...argv] = netns === undefined ? words : ['ip', 'netns', 'exec', netns, ...words]
    const child = spawn(command!, argv, {
      stdio: [canSend ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#delivery = new Delivery(() => askBy && child.kill(askBy))
    if (!canSend) prefer(child.pid)
    this.#said = ''
    this.#failure = undefined
    const own = new CaptureRun()
    own.startAt(run.epochSec)
    const parser = new CaptureParser(interfaceName, own, clock)
    const inner: FrameSink = {
      onFrame: (view) => this.#onFrame(view),
      onInterface: (face) => {
        this.#onInterface(face)
        if (face.within !== undefined) return
        this.#ready = true
        clearTimeout(giveUp)
        onReady()
      },
    }
    const giveUp = setTimeout(() => child.kill('SIGKILL'), START_MS)
    child.stdin?.on('error', () => {}) // its end tells
    child.stdin?.write(pcapHeader(LinkType.Ethernet, 'ns'))
    const backlog = new Backlog<Ns>((bytes, at) => {
      this.#readAt = at
      parser.push(bytes, inner)
    })
    const output = child.stdout!
    output.on('data', (chunk: Buffer) => {
      const nowMs = performance.now()
      const isFull = chunk.length === FULL_CHUNK_LEN
      const isSoon = nowMs - this.#chunkAtMs < GATHER_MS && !this.#options.sending
      this.#chunkAtMs = nowMs
      this.#bytes += chunk.length
      backlog.push(chunk, this.#options.clock.now(), isFull)
      if (backlog.length < MAX_BACKLOG_LEN && (backlog.length > 0 || !isSoon)) return
      output.pause()
      const goOn = () => (backlog.length < MAX_BACKLOG_LEN ? output.resume() : setTimeout(goOn, GATHER_MS))
      setTimeout(goOn, GATHER_MS)
    })
    createInterface({ input: child.stderr! }).on('line', (line) => this.#hear(line))
    child.once('error', (error) => {
      this.#said += `${error.message}\n`
    })
    child.once('close', () => {
      clearTimeout(giveUp)
      backlog.flush()
      this.#child = undefined
      this.#countDrops()
      this.#droppedBefore = this.#dropped ?? 0
      if (this.#ready) this.#lost()
      else onFailure(this.#failure ?? explainCapture(interfaceName, program, this.#said.replace(/^\w+: /, '')))
    })
  }

  get #vantagePoints(): readonly CaptureInterface[] {
    if (this.#parts.size > 0) return [...this.#parts.values()]
    return this.#face === undefined ? [] : [this.#face]
  }

  #onInterface(face: CaptureInterface): void {
    const { ifIndex } = face
    this.#face ??= this.#add(face, this.#options.interfaceName)
    if (ifIndex !== undefined && !this.#parts.has(ifIndex)) this.#parts.set(ifIndex, this.#addPart(face, ifIndex))
    this.#sources[face.index] = (ifIndex === undefined ? this.#face : this.#parts.get(ifIndex)!).index
  }

  #addPart(face: CaptureInterface, ifIndex: number): CaptureInterface {
    const name = this.#options.netns === undefined ? nameOfIfIndex(ifIndex) : undefined
    return this.#add(face, name ?? face.name, { within: this.#face!.index, ifIndex })
  }

  #add(
    { linkType, snapLen, clock }: CaptureInterface,
    name: string,
    part?: Pick<CaptureInterface, 'within' | 'ifIndex'>,
  ): CaptureInterface {
    const { run, sink, interfaceName } = this.#options
    const face = run.addInterface(interfaceName, name, linkType, snapLen, clock, part)
    sink.onInterface?.(face)
    return face
  }

  #onFrame(view: FrameView): void {
    const at = this.#guard.correct(view.tNs, this.#readAt)
    this.#lag = ns(this.#readAt - at)
    if (this.#guard.steppedAt !== undefined) {
      this.#gap({ from: this.#guard.steppedAt, to: at, reason: 'clock-step', dropped: 0 })
      this.#guard.steppedAt = undefined
    }
    // A frame proves that the gap is over, sooner than the next look at the link: silence is judged at frames, too.
    if (this.gapSince !== undefined && at > this.gapSince) this.#coveredAgain(at)
    view.tNs = at
    view.source = this.#sources[view.source]!
    view.frameNo = ++this.#options.numbers.last
    this.#packets++
    this.#delivery.frames++
    this.#first ??= at
    this.#last = at
    this.#options.sink.onFrame(view)
  }

  #hear(line: string): void {
    const report = parseReport(line)
    if (report === undefined) {
      this.#said = `${this.#said}${line}\n`.slice(-MAX_SAID)
      this.#countDrops()
    } else if (report.event === 'clock') this.#clock = report.clock
    else if (report.event === 'count') this.#delivery.answered(report.frames)
    else if (report.event === 'error') this.#failure = report
    else if (report.event === 'sent-late') this.#options.onSentLate?.(report.key, ns(report.byNs))
    else if (report.event === 'losing') this.#lose(report)
    else if (report.event === 'late') this.#note(`${report.message} (${report.hint})`)
    else if (report.event === 'unsent') this.#note(`${this.#options.interfaceName}: not sent: ${report.message}`)
  }

  /** Frames reach us while a child runs and the interface has a carrier; the time between is a gap. */
  #judge(): void {
    const { interfaceName, clock, netns } = this.#options
    const linked = netns !== undefined || hasCarrier(interfaceName)
    if (this.#ready && linked) {
      this.#wellAt = clock.now()
      if (this.gapSince !== undefined) this.#coveredAgain(this.#wellAt)
    } else if (this.gapSince === undefined && !this.#stopping) {
      this.gapSince = ns(Math.max(this.#wellAt, this.#last ?? 0))
      this.#gapReason = linked ? 'tap-lost' : 'interface-down'
      this.#note(`${interfaceName}: ${linked ? `${this.#backend.name} has died` : 'the interface is down'}: waiting`)
    }
  }

  #coveredAgain(from: Ns): void {
    this.settleGap(from)
    this.gapSince = undefined
    this.#note(`${this.#options.interfaceName}: capturing again`)
  }

  #lost(): void {
    this.#ready = false
    if (this.#stopping) return
    this.#judge()
    this.#retry = setTimeout(() => this.#tryAgain(), this.#retryMs)
  }

  #tryAgain(): void {
    const { interfaceName, netns } = this.#options
    if (netns === undefined && !isUp(interfaceName)) {
      this.#retry = setTimeout(() => this.#tryAgain(), RETRY_MS)
      return
    }
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2)
    this.#spawn(
      () => {
        this.#judge()
        setTimeout(() => {
          this.#retryMs = RETRY_MS
        }, MAX_RETRY_MS).unref()
      },
      () => this.#lost(),
    )
  }

  #watch(): void {
    this.#timers.push(setInterval(() => this.#judge(), LINK_EVERY_MS))
    const ask = () => this.#ready && this.#delivery.ask(this.#options.clock.now())
    if (this.#backend.tellsDrops) this.#timers.push(setInterval(ask, DROPS_EVERY_MS))
  }

  #countDrops(): void {
    const counts = this.#backend.countsIn(this.#said)
    if (counts === undefined) return
    if (counts.taken !== undefined) this.#delivery.answered(counts.taken)
    const total = this.#droppedBefore + counts.dropped
    const now = this.#options.clock.now()
    const more = total - (this.#dropped ?? 0)
    if (more > 0) this.#gap({ from: this.#dropsAskedAt, to: now, reason: 'drops', dropped: more })
    this.#dropped = total
    this.#dropsAskedAt = now
    this.#said = ''
  }

  #lose({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): void {
    const at = (unixMs: number) => ns(Math.round((unixMs - this.#options.run.epochSec * 1000) * NS_PER_MS))
    this.#note(
      `${this.#options.interfaceName}: the kernel drops frames; cap does not tell how many (--backend tcpdump)`,
    )
    this.#gap({ from: at(fromMs), to: at(toMs), reason: 'drops', dropped: 0 })
  }

  #gap(gap: Omit<CaptureGap, 'source'>): void {
    if (this.#face !== undefined) this.#options.sink.onGap?.({ source: this.#face.index, ...gap })
  }

  /** What one turn of the event loop has to say leaves in one piece: 255 virtual routers may be due at once. */
  #tell(record: Uint8Array): void {
    if (this.#unsaid.push(record) === 1) process.nextTick(() => this.#flush())
  }

  #flush(): void {
    const records = this.#unsaid.splice(0)
    const pipe = this.#child?.stdin
    // A child that does not read is as good as a cut cable.
    if (pipe && records.length > 0 && pipe.writableLength < MAX_UNREAD_LEN) pipe.write(Buffer.concat(records))
  }

  #note(text: string): void {
    this.#options.onNote?.(text)
  }
}

/** A line of the tap; libpcap and the runtime say other things there, too. */
function parseReport(line: string): TapReport | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as TapReport
  } catch {
    return undefined
  }
}
