import type { Ns, Timeline } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'

/** `kernel`: stamped when the frame arrived. `arrival`: stamped by the program that read it, later by a little. */
export type ClockQuality = 'kernel' | 'arrival'

/** One vantage point: an interface of a file, or a live interface. `index` is dense over the run. */
export interface CaptureInterface {
  readonly index: number
  readonly name: string
  readonly linkType: number
  readonly snapLen: number
  readonly clock: ClockQuality
}

/** Something that makes part of the time line unknowable. */
export interface CaptureGap {
  readonly source: number
  readonly from: Ns
  readonly to: Ns
  readonly reason: 'interface-down' | 'drops' | 'tap-lost' | 'clock-step' | 'truncated'
  readonly dropped: number
}

/** What a reader calls, synchronously, in the order of the capture. */
export interface FrameSink {
  /** The view is valid until this returns: whoever keeps bytes copies them. */
  onFrame(view: FrameView): void
  onInterface?(face: CaptureInterface): void
  onGap?(gap: CaptureGap): void
}

/** What a reader knows of its input when it ends; the `captures` entry of a report. */
export interface CaptureSummary {
  readonly name: string
  readonly format: 'pcap' | 'pcapng' | 'live'
  readonly interfaces: readonly CaptureInterface[]
  readonly timeline: Timeline
  readonly packets: number
  readonly bytes: number
  readonly first: Ns | undefined
  readonly last: Ns | undefined
  readonly dropped: number | undefined
  /** False: the input ended inside a record, or a record made no sense. `problem` says which, at what offset. */
  readonly complete: boolean
  readonly problem?: { readonly code: string; readonly message: string; readonly offset: number }
}
