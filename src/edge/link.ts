import { CaptureRun } from '../capture/run.ts'
import type { CaptureGap } from '../capture/source.ts'
import type { Ns } from '../core/time.ts'
import type { Link } from '../speaker/ports.ts'
import type { FrameView } from '../wire/view.ts'
import { currentSecond, MonotonicClock } from './clock.ts'
import { captureFilter } from './filter.ts'
import { findInterface, type HostInterface, hasCarrier } from './interfaces.ts'
import { type LiveCapture, openLive } from './pipe.ts'

export interface LiveLinkOptions {
  /** libpcap expression; default: everything that concerns VRRP. */
  readonly filter?: string
  /** The time line of several links; its own if not given. */
  readonly run?: CaptureRun
  /** The network namespace of the interface, where it is not our own. */
  readonly netns?: string
  readonly onNote?: (text: string) => void
  /** Time in which nothing was heard: the link was down or the tap had died. */
  readonly onGap?: (gap: CaptureGap) => void
}

interface Receiver {
  receive: (view: FrameView) => void
  trouble: (gap: CaptureGap) => void
  late: (key: number, by: Ns) => void
}

/**
 * A real wire, through a tap. It does not hear itself: the kernel does not hand a frame back to the handle that sent
 * it. Frames sent while the link is down are lost, as on any wire.
 */
export class LiveLink implements Link {
  readonly interfaceName: string
  /** Stamps of frames and this clock are on one time line. */
  readonly clock: MonotonicClock
  readonly run: CaptureRun
  readonly #live: LiveCapture
  readonly #receiver: Receiver

  private constructor(
    live: LiveCapture,
    interfaceName: string,
    run: CaptureRun,
    clock: MonotonicClock,
    receiver: Receiver,
  ) {
    this.#live = live
    this.interfaceName = interfaceName
    this.run = run
    this.clock = clock
    this.#receiver = receiver
  }

  /** Throws `tap/...` (exit 4) where the interface cannot be opened for sending. */
  static async open(interfaceName: string, options: LiveLinkOptions = {}): Promise<LiveLink> {
    const run = options.run ?? new CaptureRun()
    if (options.run === undefined) run.startAt(currentSecond())
    const clock = new MonotonicClock(run)
    const receiver: Receiver = { receive: () => {}, trouble: options.onGap ?? (() => {}), late: () => {} }
    const live = await openLive({
      interfaceName,
      filter: options.filter ?? captureFilter(interfaceName),
      backend: 'cap',
      ...(options.netns !== undefined && { netns: options.netns }),
      sending: true,
      run,
      numbers: { last: 0 },
      clock,
      sink: {
        onFrame: (view) => receiver.receive(view),
        onGap: (gap) => receiver.trouble(gap),
      },
      onSentLate: (key, by) => receiver.late(key, by),
      ...(options.onNote && { onNote: options.onNote }),
    })
    return new LiveLink(live, interfaceName, run, clock, receiver)
  }

  /** The interface as it is now; undefined while it does not exist. */
  get interface(): HostInterface | undefined {
    return findInterface(this.interfaceName)
  }

  get mtu(): number {
    return this.interface?.mtu ?? 1500
  }

  /** Why nothing can be heard or sent now; undefined while all is well. */
  get trouble(): 'interface-down' | 'tap-lost' | undefined {
    if (!hasCarrier(this.interfaceName)) return 'interface-down'
    return this.#live.gapSince === undefined ? undefined : 'tap-lost'
  }

  send(frame: Uint8Array): void {
    this.#live.send(frame)
  }

  /** From now on: who is told of time in which nothing was heard. */
  set onTrouble(trouble: (gap: CaptureGap) => void) {
    this.#receiver.trouble = trouble
  }

  onLate(late: (key: number, by: Ns) => void): void {
    this.#receiver.late = late
  }

  onFrame(receive: (view: FrameView) => void): void {
    this.#receiver.receive = receive
  }

  /** What the tap sends for this frame's virtual router if this process dies; replaces the earlier one. */
  setWill(frame: Uint8Array): void {
    this.#live.setWill(frame)
  }

  /** Takes one will back (`willKey` of tap-input.ts), or all of them. */
  clearWill(key?: number): void {
    this.#live.clearWill(key)
  }

  /** Everything sent has left when this resolves. */
  async close(): Promise<void> {
    await this.#live.stop()
  }
}
