import { createWriteStream, statSync, type WriteStream } from 'node:fs'
import {
  gapBlocks,
  interfaceBlock,
  packetBlock,
  sectionHeaderBlock,
  statisticsBlock,
} from '../capture/pcapng-writer.ts'
import type { CaptureGap, CaptureInterface, CaptureSummary } from '../capture/source.ts'
import type { Ns, Timeline } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'

/** A frame that owns its bytes. */
export interface KeptFrame {
  readonly source: number
  readonly at: Ns
  readonly frameNo: number
  readonly bytes: Uint8Array
  readonly wireLen: number
  /** What was not covered before it, at any vantage point. */
  readonly gaps: readonly CaptureGap[]
  comment?: string
}

/** While no interface shows a frame, gaps may come and go without end. */
const MAX_GAPS = 64

/** Copies frames for a recording, which outlives the views, each with what was not covered before it. */
export class FrameKeeper {
  #gaps: readonly CaptureGap[] = []

  onGap(gap: CaptureGap): void {
    if (gap.dropped === 0 && gap.to > gap.from) this.#gaps = [...this.#gaps, gap].slice(0, MAX_GAPS)
  }

  keep({ dv, start, end, wireLen, source, tNs, frameNo }: FrameView): KeptFrame {
    const gaps = this.#gaps
    this.#gaps = []
    const bytes = new Uint8Array(dv.buffer, dv.byteOffset + start, end - start).slice()
    return { source, at: tNs, frameNo, bytes, wireLen, gaps }
  }
}

/** What every file of one run has in common. */
export interface RecordingContext {
  readonly timeline: Timeline
  readonly filter: string
  /** `vrrpscope 0.1.0` */
  readonly application: string
  readonly onNote: (text: string) => void
}

/** Behind a disk that does not keep up, frames are left out and not gathered without end. */
const MAX_BACKLOG = 64 << 20

/** One pcapng file that is being written. A full disk or a file that is taken away ends no run. */
export class CaptureFile {
  readonly path: string
  /** Bytes written, and still to be written. */
  length = 0
  readonly #context: RecordingContext
  readonly #stream: WriteStream
  #failed = false
  #leftOut = 0
  /** The file's number of each interface, and of what shows it among others: their frames name it themselves. */
  readonly #numbers: number[] = []
  #interfaces = 0

  constructor(path: string, faces: readonly CaptureInterface[], context: RecordingContext) {
    this.path = path
    this.#context = context
    this.#stream = createWriteStream(path, { mode: 0o600 })
    this.#stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#failed) context.onNote(`${path}: recording stopped: ${error.code ?? error.message}; the run goes on`)
      this.#failed = true
    })
    this.#write(sectionHeaderBlock(context.application))
    for (const face of faces) this.addInterface(face)
  }

  get failed(): boolean {
    return this.#failed
  }

  addInterface({ index, name, linkType, snapLen, within }: CaptureInterface): void {
    this.#numbers[index] = within === undefined ? this.#interfaces++ : this.#numbers[within]!
    if (within !== undefined) return
    this.#write(interfaceBlock({ name, linkType, snapLen, filter: this.#context.filter }))
  }

  add(frame: KeptFrame): void {
    if (this.#stream.writableLength > MAX_BACKLOG) {
      if (this.#leftOut++ === 0) this.#context.onNote(`${this.path}: the disk is too slow: frames are left out`)
      return
    }
    const { source, at, bytes, wireLen, comment } = frame
    const { timeline } = this.#context
    for (const gap of frame.gaps) this.#write(gapBlocks(this.#numbers[gap.source]!, gap, timeline))
    const packet = {
      interface: this.#numbers[source]!,
      at,
      frame: bytes,
      wireLen,
      ...(comment === undefined ? {} : { comment }),
    }
    this.#write(packetBlock(packet, timeline))
  }

  /** Somebody moved or deleted the file: what is written now is seen by nobody. */
  get isGone(): boolean {
    if (this.#failed || this.#stream.pending) return false
    try {
      statSync(this.path)
      return false
    } catch {
      return true
    }
  }

  /** Writes each interface's counts and closes the file. */
  async close(summaries: readonly CaptureSummary[], now: Ns): Promise<void> {
    for (const { interfaces, packets, dropped } of summaries)
      for (const number of new Set(interfaces.map(({ index }) => this.#numbers[index]!))) {
        const counts = { interface: number, at: now, received: packets, ...(dropped === undefined ? {} : { dropped }) }
        this.#write(statisticsBlock(counts, this.#context.timeline))
      }
    await new Promise<void>((resolve) => {
      if (this.#failed) resolve()
      else {
        this.#stream.once('error', () => resolve())
        this.#stream.end(resolve)
      }
    })
  }

  #write(block: Uint8Array): void {
    if (this.#failed) return
    this.length += block.length
    this.#stream.write(block)
  }
}
