import type { Ns, Timeline } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'

/** `kernel`: stamped when the frame arrived. `arrival`: stamped by the program that read it, later by a little. */
export type ClockQuality = 'kernel' | 'arrival'

/** One vantage point: an interface of a file, or a live one; also each interface that a capture of all of them tells apart. `index` is dense over the run, `name` unique in it. */
export interface CaptureInterface {
  readonly index: number
  readonly name: string
  readonly linkType: number
  /** Longest captured part of a frame; 0 where the capture does not say. */
  readonly snapLen: number
  readonly clock: ClockQuality
  /** The capture of all interfaces that this one is part of: watched as long as that, which shows nothing by itself. */
  readonly within?: number
  /** Its number in the kernel that captured, where it is such a part. */
  readonly ifIndex?: number
}

/** Something that makes part of the time line unknowable. `drops-unplaced`: frames are missing somewhere in that time. */
export interface CaptureGap {
  readonly source: number
  readonly from: Ns
  readonly to: Ns
  readonly reason: 'interface-down' | 'drops' | 'drops-unplaced' | 'tap-lost' | 'clock-step'
  readonly dropped: number
}

/** What a reader calls, synchronously, in the order of the capture. */
export interface FrameSink {
  /** The view is valid until this returns: whoever keeps bytes copies them. */
  onFrame(view: FrameView): void
  /**
   * A sink that has this may be told only the number of frames in a row that `isBystander` tells, and the time of the
   * last, in place of each. They come in order of time and end before `quietUntilNs`; others take `onFrame` as ever.
   */
  onBystanders?(source: number, count: number, lastNs: Ns): void
  /** When something falls due in the sink: from then on it wants to hear the time of every frame. */
  readonly quietUntilNs?: number
  onInterface?(face: CaptureInterface): void
  /** No more frames come from this interface, while other inputs go on. */
  onInterfaceEnd?(source: number): void
  onGap?(gap: CaptureGap): void
}

/** `CaptureProblem.code` of a file of which the reader left a rest unread. */
export const INTERRUPTED = 'capture/interrupted'

/** Why an input could not be read to its end, or what about it misleads. `offset` counts bytes of the capture format. */
export interface CaptureProblem {
  readonly code: string
  readonly message: string
  /** What to do about it, where something is missing or in doubt. */
  readonly hint?: string
  readonly offset: number
}

/** What a reader knows of its input when it ends; the `captures` entry of a report. */
export interface CaptureSummary {
  readonly name: string
  readonly format: 'pcap' | 'pcapng' | 'live'
  readonly interfaces: readonly CaptureInterface[]
  readonly timeline: Timeline
  readonly packets: number
  /** Bytes of the capture format, headers and all, after decompression. */
  readonly bytes: number
  readonly first: Ns | undefined
  readonly last: Ns | undefined
  /** Packets the capturing side says it lost; undefined where it says nothing. */
  readonly dropped: number | undefined
  /**
   * False: the input ended inside a record, a record made no sense, nothing could be read, or the reader was interrupted.
   * `problem` says which, at what offset.
   */
  readonly complete: boolean
  readonly problem?: CaptureProblem
}

/**
 * Bytes in, frames out. `feed` hands over a chunk that must stay as it is until `next` has returned false; `next` points
 * `view` at the following record. Nothing is allocated per record, and no input makes it throw.
 */
export interface RecordParser {
  readonly view: FrameView
  /** The rest of the input is of no use: a record made no sense. */
  readonly done: boolean
  feed(chunk: Uint8Array): void
  /** True: `view` is the next frame, valid until the next call. False: the bytes fed are used up. */
  next(sink: FrameSink): boolean
  /** Delivers every frame of the bytes fed: `next` in a loop, without the caller in between. */
  drain(sink: FrameSink): void
  /** What comes next is a file header again. */
  restart(): void
  /** No more bytes can be had, though the input has not ended. */
  abandon(code: string, message: string, hint: string): void
  /** What about the input misleads, though it is whole. */
  remark(code: string, message: string): void
  /** No more bytes come. */
  end(): CaptureSummary
}
