import { VrrpscopeError } from '../core/errors.ts'
import type { CaptureParser } from './detect.ts'
import type { CaptureSummary, FrameSink } from './source.ts'

/**
 * Bytes that are good until the next are read; undefined at the end. `restarted`: the input begins anew with a file header
 * (it was truncated or replaced while it was followed).
 */
export type Chunk = Uint8Array | 'restarted' | undefined

/** Where the bytes of one input come from. */
export interface ChunkSource {
  /** The next chunk, at once where it is there: a large file has too many of them to promise each. */
  read(): Chunk | Promise<Chunk>
  /** Once it has ended: what its reader should know, though nothing is missing. */
  readonly remark?: { readonly code: string; readonly message: string } | undefined
  close(): Promise<void>
}

export interface MergeInput {
  readonly parser: CaptureParser
  readonly chunks: ChunkSource
  /** Of an input that has an end: how far it was read, as `16 of 260 MB`. An interruption cuts it short. */
  readonly howFar?: () => string
  /** Whether a rest is left of one that ends when the run is interrupted. */
  readonly isUnread?: () => boolean
}

/**
 * Reads all inputs to their ends and delivers their frames in the order of time; frames of one time in the order of the
 * inputs. Of each input one frame is looked ahead, and an input is read no further until its first frame is due, so
 * that files which follow each other cost no memory. Summaries come in the order of the inputs. `signal` ends it early:
 * an input that waits for more ends there, of one that has an end the rest is missing. Throws only if nothing of any
 * input can be read: what is wrong with the first.
 */
export async function mergeCaptures(
  inputs: readonly MergeInput[],
  sink: FrameSink,
  signal?: AbortSignal,
): Promise<CaptureSummary[]> {
  const merge = new Merge(inputs, sink, signal)
  try {
    await (inputs.length === 1 ? merge.readAlone(inputs[0]!) : merge.readInTurn())
    const failures = inputs.flatMap(({ parser }) => parser.failure ?? [])
    if (failures.length === inputs.length) throw failures[0]
    for (const { parser, chunks } of inputs)
      if (chunks.remark !== undefined) parser.remark(chunks.remark.code, chunks.remark.message)
    return inputs.map(({ parser }) => parser.end())
  } finally {
    await merge.close()
  }
}

class Merge {
  private readonly inputs: readonly MergeInput[]
  private readonly sink: FrameSink
  private readonly signal: AbortSignal | undefined
  private readonly open: Set<MergeInput>

  constructor(inputs: readonly MergeInput[], sink: FrameSink, signal: AbortSignal | undefined) {
    this.inputs = inputs
    this.sink = sink
    this.signal = signal
    this.open = new Set(inputs)
  }

  async readAlone(input: MergeInput): Promise<void> {
    for (;;) {
      const fed = this.feed(input)
      if (!(typeof fed === 'boolean' ? fed : await fed)) return
      input.parser.drain(this.sink)
    }
  }

  async readInTurn(): Promise<void> {
    const waiting = await this.firstFrames()
    const active: MergeInput[] = []
    for (;;) {
      const first = earliest(active)
      const starter = waiting[0]
      if (this.signal?.aborted) {
        // Who has not begun would begin behind a hole.
        for (const { parser, howFar } of [...waiting, ...active]) parser.interrupt(howFar?.())
        return
      }
      if (starter !== undefined && (first === undefined || timeOf(starter) <= timeOf(first))) {
        active.push(starter)
        active.sort((a, b) => this.inputs.indexOf(a) - this.inputs.indexOf(b))
        waiting.shift()
      } else if (first === undefined) {
        return
      } else if (!(await this.deliverUntil(first, nextTime(active, first, starter)))) {
        active.splice(active.indexOf(first), 1)
        for (const { index } of first.parser.end().interfaces) this.sink.onInterfaceEnd?.(index)
        await this.closeOne(first)
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.open].map((input) => this.closeOne(input)))
  }

  /** The inputs that have a frame, each at its first, by its time. */
  private async firstFrames(): Promise<MergeInput[]> {
    const found: MergeInput[] = []
    for (const input of this.inputs) if (await this.advance(input)) found.push(input)
    return found.sort((a, b) => timeOf(a) - timeOf(b))
  }

  /** Delivers the frame in hand and those before `until`; false when the input has ended. */
  private async deliverUntil(input: MergeInput, until: number): Promise<boolean> {
    const { sink } = this
    const { parser } = input
    do {
      sink.onFrame(parser.view)
      if (!parser.next(sink) && !(await this.advance(input))) return false
    } while (parser.view.tNs < until)
    return true
  }

  /** Reads until `parser.view` is the next frame; false when there is none. */
  private async advance(input: MergeInput): Promise<boolean> {
    while (!input.parser.next(this.sink)) if (!(await this.feed(input))) return false
    return true
  }

  /** Gives the parser more bytes; false at the end, also at an end that should not be. */
  private feed(input: MergeInput): boolean | Promise<boolean> {
    const { parser, chunks, howFar } = input
    try {
      const over = parser.done || (this.signal?.aborted && howFar === undefined)
      const chunk = over ? undefined : chunks.read()
      if (!(chunk instanceof Promise)) return this.take(input, chunk)
      return chunk.then((late) => this.take(input, late)).catch((error) => abandon(parser, error))
    } catch (error) {
      return abandon(parser, error)
    }
  }

  private take({ parser, howFar, isUnread }: MergeInput, chunk: Chunk): boolean {
    const isCut = this.signal?.aborted && (chunk !== undefined || howFar === undefined || isUnread?.())
    if (isCut) parser.interrupt(howFar?.())
    if (chunk === undefined || isCut) return false
    if (chunk === 'restarted') parser.restart()
    else parser.feed(chunk)
    return true
  }

  private async closeOne(input: MergeInput): Promise<void> {
    if (this.open.delete(input)) await input.chunks.close()
  }
}

/** False: what was read so far stands. */
function abandon(parser: CaptureParser, error: unknown): false {
  if (!(error instanceof VrrpscopeError)) throw error
  parser.abandon(error.code, error.message, error.hint)
  return false
}

const timeOf = (input: MergeInput): number => input.parser.view.tNs

/** The input whose frame is oldest; of equals the first. */
function earliest(active: readonly MergeInput[]): MergeInput | undefined {
  let best = active[0]
  for (const input of active) if (timeOf(input) < timeOf(best!)) best = input
  return best
}

/** When another than `current` is due: one of the active, or the one that starts next. */
function nextTime(active: readonly MergeInput[], current: MergeInput, starter: MergeInput | undefined): number {
  let time = starter === undefined ? Number.POSITIVE_INFINITY : timeOf(starter)
  for (const input of active) if (input !== current && timeOf(input) < time) time = timeOf(input)
  return time
}
