import type { Ns } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'

// All of the outside world that a speaker sees. A real wire and a virtual one implement these three.

/** Sends and receives whole Ethernet frames. It never delivers the echo of what it sent itself. */
export interface Link {
  send(frame: Uint8Array): void
  /** One receiver; the view is valid until it returns. */
  onFrame(receive: (view: FrameView) => void): void
  readonly mtu: number
}

export interface Clock {
  now(): Ns
}

/** One alarm: a later call replaces the earlier time. It may ring early; the state machine does not mind. */
export interface Wakeup {
  at(deadline: Ns): void
  cancel(): void
  onWake(wake: () => void): void
}
