import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CaptureGap, CaptureInterface, CaptureSummary } from '../capture/source.ts'
import { isoFromNs, NS_PER_SEC, type Ns } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'
import { CaptureFile, FrameKeeper, type KeptFrame, type RecordingContext } from './capture-file.ts'

const MAX_KEPT_BYTES = 64 << 20
/** What happened may be decided this much later: a silence after Active_Down_Interval. */
const DECIDED_WITHIN_NS = 5 * NS_PER_SEC

/** Incidents that are recorded at one time; one more goes into the file of the latest. */
const MAX_OPEN = 16

interface Incident {
  readonly file: CaptureFile
  until: Ns
}

/** Keeps the frames around each incident as a capture of its own: `around` before it, and `around` after the last sign. */
export class IncidentRecorder {
  readonly #dir: string
  readonly #around: Ns
  readonly #context: RecordingContext
  readonly #summaries: () => readonly CaptureSummary[]
  readonly #faces: CaptureInterface[] = []
  readonly #keeper = new FrameKeeper()
  /** The last frames; the first `#start` of them have left. */
  #kept: KeptFrame[] = []
  #start = 0
  #keptBytes = 0
  #open: Incident[] = []
  #closed: Promise<unknown> = Promise.resolve()

  /** Throws if the directory cannot be made. */
  constructor(dir: string, around: Ns, context: RecordingContext, summaries: () => readonly CaptureSummary[]) {
    mkdirSync(dir, { recursive: true })
    this.#dir = dir
    this.#around = around
    this.#context = context
    this.#summaries = summaries
  }

  onInterface(face: CaptureInterface): void {
    this.#faces.push(face)
    for (const { file } of this.#open) file.addInterface(face)
  }

  /** Something was not covered: it is written in front of the next frame. */
  onGap(gap: CaptureGap): void {
    this.#keeper.onGap(gap)
  }

  onFrame(view: FrameView): void {
    const frame = this.#keeper.keep(view)
    for (const { file } of this.#open) file.add(frame)
    this.#kept.push(frame)
    this.#keptBytes += frame.bytes.length
    this.#forget((frame.at - this.#around - DECIDED_WITHIN_NS) as Ns)
  }

  /** Something happened at a time that is seen now; `name` becomes part of the file's name. */
  incident(name: string, at: Ns, now: Ns): void {
    const until = (now + this.#around) as Ns
    if (this.#open.length >= MAX_OPEN) {
      this.#open.at(-1)!.until = until
      return
    }
    const path = this.#freePath(name, now)
    const file = new CaptureFile(path, this.#faces, this.#context)
    this.#open.push({ file, until })
    const from = Math.min(at, now) - this.#around
    for (const frame of this.#kept.slice(this.#start)) if (frame.at >= from) file.add(frame)
    this.#context.onNote(`${name}: recording to ${path}`)
  }

  onTick(now: Ns): void {
    this.#close(now, ({ until }) => now >= until)
  }

  async close(now: Ns): Promise<void> {
    this.#close(now, () => true)
    await this.#closed
  }

  #close(now: Ns, isOver: (incident: Incident) => boolean): void {
    for (const { file } of this.#open.filter(isOver))
      this.#closed = Promise.all([this.#closed, file.close(this.#summaries(), now)])
    this.#open = this.#open.filter((incident) => !isOver(incident))
  }

  /** `2026-11-22T09-33-57.340-takeover-ipv4-51.pcapng`, with a number behind it where there is one already. */
  #freePath(name: string, now: Ns): string {
    const time = isoFromNs(this.#context.timeline, now).slice(0, 23).replaceAll(':', '-')
    const stem = join(this.#dir, `${time}-${name.replace(/[^\w.-]+/g, '-')}`)
    for (let count = 1; ; count++) {
      const path = count === 1 ? `${stem}.pcapng` : `${stem}-${count}.pcapng`
      if (!existsSync(path) && !this.#open.some(({ file }) => file.path === path)) return path
    }
  }

  #forget(before: Ns): void {
    while (this.#start < this.#kept.length) {
      const frame = this.#kept[this.#start]!
      if (frame.at >= before && this.#keptBytes <= MAX_KEPT_BYTES) break
      this.#keptBytes -= frame.bytes.length
      this.#start++
    }
    // The array gives its memory back in large pieces, not frame by frame.
    if (this.#start < 1024 || this.#start * 2 < this.#kept.length) return
    this.#kept = this.#kept.slice(this.#start)
    this.#start = 0
  }
}
