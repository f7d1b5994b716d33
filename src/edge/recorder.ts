import { rm } from 'node:fs'
import { extname } from 'node:path'
import type { CaptureGap, CaptureInterface, CaptureSummary } from '../capture/source.ts'
import { NS_PER_SEC, type Ns } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'
import { CaptureFile, FrameKeeper, type KeptFrame, type RecordingContext } from './capture-file.ts'

/** A ring of files: a new one at this size or age, the oldest beyond `files` is deleted. */
export interface Ring {
  readonly files: number
  readonly bytes?: number
  readonly age?: Ns
}

/** Frames wait this long for what the rules say of them: a silence shows after Active_Down_Interval. */
const HOLD_NS = 5 * NS_PER_SEC
const MAX_HELD_BYTES = 8 << 20
const LOOK_EVERY_NS = NS_PER_SEC

/** Records every frame of a live run; frames that findings point at carry them as comments. */
export class Recorder {
  readonly #path: string
  readonly #ring: Ring | undefined
  readonly #context: RecordingContext
  readonly #summaries: () => readonly CaptureSummary[]
  readonly #faces: CaptureInterface[] = []
  readonly #keeper = new FrameKeeper()
  readonly #ringFiles: string[] = []
  #held: KeptFrame[] = []
  #heldBytes = 0
  #file: CaptureFile | undefined
  #fileSince = 0 as Ns
  #files = 0
  #lookedAt = 0 as Ns

  constructor(
    path: string,
    ring: Ring | undefined,
    context: RecordingContext,
    summaries: () => readonly CaptureSummary[],
  ) {
    this.#path = path
    this.#ring = ring
    this.#context = context
    this.#summaries = summaries
  }

  onInterface(face: CaptureInterface): void {
    this.#faces.push(face)
    this.#file?.addInterface(face)
  }

  /** Something was not covered: it is written in front of the next frame. */
  onGap(gap: CaptureGap): void {
    this.#keeper.onGap(gap)
  }

  onFrame(view: FrameView): void {
    const frame = this.#keeper.keep(view)
    this.#held.push(frame)
    this.#heldBytes += frame.bytes.length
    if (this.#heldBytes > MAX_HELD_BYTES) this.#release(frame.at)
  }

  /** Says something of frames; those that are written already stay as they are. */
  comment(frames: readonly number[], text: string): void {
    const wanted = new Set(frames)
    for (const frame of this.#held)
      if (wanted.has(frame.frameNo)) frame.comment = frame.comment === undefined ? text : `${frame.comment}\n${text}`
  }

  onTick(now: Ns): void {
    this.#release((now - HOLD_NS) as Ns)
    if (now - this.#lookedAt < LOOK_EVERY_NS) return
    this.#lookedAt = now
    if (this.#file?.isGone) {
      this.#context.onNote(`${this.#file.path} was taken away: recording into a new file of that name`)
      this.#open(now)
    }
  }

  async close(now: Ns): Promise<void> {
    this.#release(Number.POSITIVE_INFINITY as Ns)
    if (this.#file === undefined && this.#faces.length > 0) this.#open(now)
    await this.#file?.close(this.#summaries(), now)
  }

  #release(until: Ns): void {
    const later = this.#held.findIndex((frame) => frame.at > until)
    const count = later === -1 ? this.#held.length : later
    for (const frame of this.#held.slice(0, count)) {
      if (this.#file === undefined || this.#isFull(frame.at)) this.#open(frame.at)
      this.#file!.add(frame)
      this.#heldBytes -= frame.bytes.length
    }
    this.#held = this.#held.slice(count)
  }

  #isFull(at: Ns): boolean {
    const { bytes = Number.POSITIVE_INFINITY, age = Number.POSITIVE_INFINITY } = this.#ring ?? {}
    return this.#file!.length >= bytes || at - this.#fileSince >= age
  }

  #open(at: Ns): void {
    this.#file?.close(this.#summaries(), at)
    this.#fileSince = at
    const path = this.#ring === undefined ? this.#path : numbered(this.#path, ++this.#files)
    this.#file = new CaptureFile(path, this.#faces, this.#context)
    if (this.#ring === undefined) return
    this.#ringFiles.push(path)
    if (this.#ringFiles.length > this.#ring.files) rm(this.#ringFiles.shift()!, { force: true }, () => {})
  }
}

/** `out.pcapng` -> `out.00001.pcapng` */
function numbered(path: string, count: number): string {
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}.${String(count).padStart(5, '0')}${extension}`
}
