import type { FrameSink } from '../capture/source.ts'
import type { Random } from '../core/random.ts'
import { type Ns, ns } from '../core/time.ts'
import type { Link } from '../speaker/ports.ts'
import { FrameView, LinkType } from '../wire/view.ts'
import type { VirtualClock } from './queue.ts'

export interface LanOptions {
  /** A frame's way from port to port. */
  readonly latency: Ns
  /** Share of frames that get lost on each way, 0 to 1; needs `random`. */
  readonly loss?: number
  readonly random?: Random
  readonly mtu?: number
}

/** A socket of the switch: what a speaker is plugged into. */
export interface Port extends Link {
  readonly index: number
}

/**
 * One Ethernet segment on a virtual clock. Like a bridge seen in promiscuous mode, the tap sees each frame as it leaves
 * its sender, also where a cut keeps it from arriving. Every port gets every frame but its own; MACs are not learned.
 */
export class Lan {
  readonly #clock: VirtualClock
  readonly #options: LanOptions
  readonly #receivers: ((view: FrameView) => void)[] = []
  readonly #views: FrameView[] = []
  readonly #cuts = new Set<string>()
  readonly #isolated = new Set<number>()
  readonly #taps: { sink: FrameSink; view: FrameView }[] = []
  #frames = 0

  constructor(clock: VirtualClock, options: LanOptions) {
    this.#clock = clock
    this.#options = options
  }

  plug(): Port {
    const index = this.#receivers.length
    this.#receivers.push(() => {})
    this.#views.push(new FrameView())
    return {
      index,
      mtu: this.#options.mtu ?? 1500,
      send: (frame) => this.#forward(index, frame),
      onFrame: (receive) => {
        this.#receivers[index] = receive
      },
    }
  }

  /** Shows every frame sent from now on to a capture, at the time it was sent. */
  tap(sink: FrameSink): void {
    this.#taps.push({ sink, view: new FrameView() })
  }

  /** Frames of `from` no longer reach `to`; the other way is not touched. */
  cut(from: Port, to: Port): void {
    this.#cuts.add(way(from.index, to.index))
  }

  /** Nothing reaches this port, nothing that it sends reaches another. */
  isolate(port: Port): void {
    this.#isolated.add(port.index)
  }

  /** All cuts are mended, all ports connected. */
  heal(): void {
    this.#cuts.clear()
    this.#isolated.clear()
  }

  #forward(from: number, frame: Uint8Array): void {
    this.#frames++
    for (const { sink, view } of this.#taps) sink.onFrame(this.#point(view, frame))
    const { latency, loss = 0, random } = this.#options
    for (let to = 0; to < this.#receivers.length; to++) {
      if (to === from || this.#isCut(from, to)) continue
      if (loss > 0 && random !== undefined && random() < loss) continue
      this.#clock.at(ns(this.#clock.now() + latency), () => this.#receivers[to]!(this.#point(this.#views[to]!, frame)))
    }
  }

  #isCut(from: number, to: number): boolean {
    return this.#isolated.has(from) || this.#isolated.has(to) || this.#cuts.has(way(from, to))
  }

  #point(view: FrameView, frame: Uint8Array): FrameView {
    view.dv = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
    view.start = 0
    view.end = frame.byteLength
    view.wireLen = frame.byteLength
    view.linkType = LinkType.Ethernet
    view.tNs = this.#clock.now()
    view.frameNo = this.#frames
    return view
  }
}

const way = (from: number, to: number): string => `${from}>${to}`
