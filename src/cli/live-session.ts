import { CaptureRun } from '../capture/run.ts'
import type { CaptureGap, CaptureInterface, CaptureSummary, FrameSink } from '../capture/source.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { currentSecond, MonotonicClock } from '../edge/clock.ts'
import { readCaptures } from '../edge/files.ts'
import { captureFilter } from '../edge/filter.ts'
import { type LiveCapture, type LiveOptions, openLive } from '../edge/pipe.ts'
import { StreamClock } from '../edge/stream-clock.ts'
import type { LiveTakeover } from '../observe/live.ts'
import type { RunResult } from '../report/document.ts'
import type { Clock } from '../speaker/ports.ts'
import { Journal, type LiveEvent } from '../view/journal.ts'
import type { FrameView } from '../wire/view.ts'
import { Analysis, type AnalysisOptions } from './analysis.ts'

export interface LiveSessionOptions extends AnalysisOptions {
  /** Interface names; `-` alone is a capture stream on standard input. */
  readonly interfaces: readonly string[]
  readonly narrow: string
  readonly tunnels: boolean
  readonly backend: LiveOptions['backend']
  readonly sending: boolean
  /** Findings of standard input, too, are told ten times a second of its own time: somebody waits for one. */
  readonly isPrompt: boolean
  readonly onNote: (text: string) => void
}

/** Something that follows a live run: output, recording, metrics. What it throws ends the run. */
export interface LivePart {
  onEvent?(event: LiveEvent): void
  /** Once for each takeover, when its cause cannot change any more, though both may still be Active. */
  onTakeover?(takeover: LiveTakeover): void
  /** Every frame, after it was analysed. The view is valid until this returns. */
  onFrame?(view: FrameView): void
  onInterface?(face: CaptureInterface): void
  onGap?(gap: CaptureGap): void
  /** Some ten times a second. */
  onTick?(now: Ns): void
  /** The run is over and everything was told. */
  close?(): Promise<void> | void
}

const TICK_MS = 100
/** What falls due between two ticks is decided at its time, but no closer together than this. */
const SOONEST_MS = 20
/** A frame stamped before a deadline may take this long until it is captured. */
const DELIVERY_NS = 30 * NS_PER_MS
/** What is due waits for the frames before it: asked for again after the one, no longer than the other. */
const RETRY_MS = 5
const PATIENCE_MS = 2000
/** How often a gap that goes on is reported while other interfaces are watched. */
const GAP_EVERY_NS = 1000 * NS_PER_MS

/** A live run: captures, analysis, and the deadlines that fall due while nothing is heard. */
export class LiveSession implements FrameSink {
  readonly run = new CaptureRun()
  readonly analysis: Analysis
  readonly #options: LiveSessionOptions
  readonly #journal: Journal
  readonly #stream = new StreamClock()
  /** Of standard input: whether its clock was set, its first and its last frame. */
  #stepped = false
  #first: Ns | undefined
  #last: Ns | undefined
  #packets = 0
  /** What was waited for has come: the rest of what was read already counts no more. */
  #isOver = false
  readonly #endInput = new AbortController()
  readonly #parts: LivePart[] = []
  readonly #framed: LivePart[] = []
  #clock: Clock = this.#stream
  readonly #numbers = { last: 0 }
  #lives: LiveCapture[] = []
  #input: Promise<CaptureSummary[]> | undefined
  #tick: NodeJS.Timeout | undefined
  #again: NodeJS.Timeout | undefined
  #due: NodeJS.Timeout | undefined
  #tickedMs = performance.now()
  /** Whether the last tick came when it should. */
  #onTime = true
  /** What the findings that were told rest on. */
  #judged: { readonly changes: number; readonly virtualRouters: readonly unknown[] } = {
    changes: -1,
    virtualRouters: [],
  }
  #judgedNs = Number.NEGATIVE_INFINITY
  /** Since when something is due that waits for the frames before it. */
  #waitingMs: number | undefined

  constructor(options: LiveSessionOptions) {
    this.#options = options
    this.#journal = new Journal((event) => this.#tell(event))
    const onTakeover = (takeover: LiveTakeover) => {
      for (const part of this.#parts) part.onTakeover?.(takeover)
    }
    this.analysis = new Analysis({
      ...options,
      listeners: [this.#journal, { onTakeover }, ...(options.listeners ?? [])],
    })
    this.#journal.start(this.analysis.observer)
  }

  /** Adds a follower; before `start`. */
  follow(part: LivePart): void {
    this.#parts.push(part)
    if (part.onFrame !== undefined) this.#framed.push(part)
  }

  /** Resolves once frames can come; `ended` then tells when standard input is over. Throws `tap/...`. */
  async start(): Promise<void> {
    const { interfaces } = this.#options
    if (interfaces[0] === '-') this.#input = readCaptures(['-'], this.run, this, { signal: this.#endInput.signal })
    else {
      this.run.startAt(currentSecond())
      const clock = new MonotonicClock(this.run)
      this.#clock = clock
      for (const interfaceName of interfaces) this.#lives.push(await this.#open(interfaceName, clock))
    }
    this.#tick = setInterval(() => this.#onceRead(() => this.#advance()), TICK_MS)
  }

  /** When standard input is over; never for interfaces. Rejects if it is no capture. */
  get ended(): Promise<unknown> {
    return this.#input ?? new Promise(() => {})
  }

  /** Present time on the run's time line. */
  now(): Ns {
    return this.#clock.now()
  }

  /** Sends on one interface, by its number; only with `sending`. */
  send(source: number, frame: Uint8Array): void {
    this.#lives[source]?.send(frame)
  }

  get backends(): readonly string[] {
    return this.#lives.map((live) => live.backend)
  }

  summaries(): readonly CaptureSummary[] {
    return this.#lives.map((live) => live.summary())
  }

  /** The frame in hand is the last; for whoever sees in it what the run was to end at. `stop` is still to be called. */
  endHere(): void {
    this.#isOver = true
  }

  /** Ends capture and analysis; the result is final. */
  async stop(): Promise<Omit<RunResult, 'verdict'>> {
    this.#endTime()
    const captures = (await this.#input)?.map((one) => this.#onItsTimeLine(one)) ?? (await this.#closeLives())
    this.analysis.observer.end()
    this.#judge()
    for (const part of this.#parts) await part.close?.()
    return this.analysis.result(this.run, captures)
  }

  /** Ends what was begun, without a result: the start or the input failed. */
  async abandon(): Promise<void> {
    this.#endTime()
    await this.#closeLives()
    for (const part of this.#parts) await part.close?.()
  }

  onFrame(view: FrameView): void {
    if (this.#isOver) return
    this.#packets++
    if (this.#input !== undefined) this.#keepTime(view)
    this.analysis.onFrame(view)
    for (const part of this.#framed) part.onFrame!(view)
    if (this.#options.isPrompt && this.#input !== undefined) this.#judgeInTime(view.tNs as Ns)
  }

  onInterface(face: CaptureInterface): void {
    for (const part of this.#parts) part.onInterface?.(face)
    this.analysis.onInterface(face)
  }

  onGap(gap: CaptureGap): void {
    if (this.#isOver) return
    for (const part of this.#parts) part.onGap?.(gap)
    // A clock that was set back is told of with the frame that shows it, on the time line that goes on.
    if (gap.reason !== 'clock-step' || !this.#stream.live) this.analysis.onGap(gap)
  }

  #keepTime(view: FrameView): void {
    const at = this.#stream.saw(view.tNs as Ns)
    const { steppedAt } = this.#stream
    if (steppedAt !== undefined) {
      this.#stepped = true
      this.analysis.onGap({ source: view.source, from: steppedAt, to: at, reason: 'clock-step', dropped: 0 })
    }
    this.#first ??= at
    this.#last = at
    view.tNs = at
  }

  /**
   * The reader has seen the stamps as they came, and to the end of its chunk; that they jumped is told as a gap and is no
   * damage.
   */
  #onItsTimeLine({ problem, ...whole }: CaptureSummary): CaptureSummary {
    const summary = this.#isOver ? { ...whole, packets: this.#packets, first: this.#first, last: this.#last } : whole
    if (!this.#stepped) return problem === undefined ? summary : { ...summary, problem }
    const isStep = problem?.code === 'capture/time-backwards'
    const span = { first: this.#first, last: this.#last }
    return problem === undefined || isStep ? { ...summary, ...span, complete: true } : { ...summary, ...span, problem }
  }

  #open(interfaceName: string, clock: MonotonicClock): Promise<LiveCapture> {
    const { narrow, tunnels, backend, sending, onNote } = this.#options
    const filter = captureFilter(interfaceName, { narrow, tunnels })
    const { run } = this
    const numbers = this.#numbers
    return openLive({ interfaceName, filter, backend, sending, run, numbers, clock, sink: this, onNote })
  }

  /** Frames that have arrived are read before time is judged: the poll phase comes before the check phase. */
  #onceRead(judge: () => void): void {
    setImmediate(() => {
      if (!this.#endInput.signal.aborted) judge()
    })
  }

  /** From now on time is judged no more, also not by a tick that has begun. */
  #endTime(): void {
    clearInterval(this.#tick)
    clearTimeout(this.#again)
    clearTimeout(this.#due)
    this.#endInput.abort()
  }

  #advance(): void {
    const tickedMs = performance.now()
    this.#onTime = tickedMs - this.#tickedMs < 2 * TICK_MS
    this.#tickedMs = tickedMs
    this.#passTime()
    const now = this.#clock.now()
    for (const part of this.#parts) part.onTick?.(now)
  }

  /** Time passes: what is due is decided, unless nothing could have been heard. */
  #passTime(): void {
    const onTime = this.#onTime && performance.now() - this.#tickedMs < 2 * TICK_MS
    const now = this.#clock.now()
    const down = this.#lives.filter((live) => live.gapSince !== undefined)
    if (down.length === 0 || down.length < this.#lives.length) {
      for (const live of down) if (now - live.gapSince! > GAP_EVERY_NS) live.settleGap()
      this.#decide((now - DELIVERY_NS) as Ns, onTime)
    }
    this.#judge()
  }

  /** What was due by `until` is decided once every frame from before is here: so an audit of the recording says the same. */
  #decide(until: Ns, onTime: boolean): void {
    if (this.analysis.dueNs <= until && !this.#complete(until, onTime)) {
      if (this.#waitingMs === undefined) this.#ask(until)
      this.#waitingMs ??= performance.now()
      return
    }
    this.#waitingMs = undefined
    this.analysis.advanceTo(until)
    this.#wakeWhenDue(until)
  }

  #wakeWhenDue(until: Ns): void {
    clearTimeout(this.#due)
    const inMs = (this.analysis.dueNs - until) / NS_PER_MS
    if (inMs > TICK_MS) return
    const soon = Math.max(SOONEST_MS, Math.ceil(inMs))
    this.#due = setTimeout(() => this.#onceRead(() => this.#passTime()), soon)
  }

  #ask(until: Ns): void {
    clearTimeout(this.#again)
    this.#again = setTimeout(() => {
      if (this.#waitingMs === undefined) return
      this.#decide(until, false)
      if (this.#waitingMs === undefined) this.#judge()
      else this.#ask(until)
    }, RETRY_MS)
  }

  /**
   * Where a child cannot be asked, a tick that comes late says that this machine stood still, and whoever captures with
   * it: what was sent meanwhile is to come first.
   */
  #complete(until: Ns, onTime: boolean): boolean {
    const guess = (live: LiveCapture) => onTime && live.caughtUp
    if (this.#waitingMs === undefined || performance.now() - this.#waitingMs < PATIENCE_MS)
      return this.#lives.length === 0 ? onTime : this.#lives.every((live) => live.handedOn(until) ?? guess(live))
    if (!this.#lives.every(guess)) return false
    for (const live of this.#lives) live.giveUpWaiting()
    return true
  }

  #judgeInTime(at: Ns): void {
    if (at - this.#judgedNs < TICK_MS * NS_PER_MS) return
    this.#judgedNs = at
    this.#judge()
  }

  #judge(): void {
    const { engine, observer } = this.analysis
    const [changes, virtualRouters] = [engine.changes, observer.virtualRouters]
    // On a quiet network nothing changes for hours.
    if (changes === this.#judged.changes && virtualRouters === this.#judged.virtualRouters) return
    this.#judged = { changes, virtualRouters }
    this.#journal.update(engine.findings(), observer.now)
  }

  #tell(event: LiveEvent): void {
    for (const part of this.#parts) part.onEvent?.(event)
  }

  async #closeLives(): Promise<CaptureSummary[]> {
    return Promise.all(this.#lives.map((live) => live.stop()))
  }
}
