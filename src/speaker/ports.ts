import type { Ns } from '../core/time.ts'
import type { FrameView } from '../wire/view.ts'

// All of the outside world that a speaker sees. A real wire and a virtual one implement these three.

/** Sends and receives whole Ethernet frames. It never delivers the echo of what it sent itself. */
export interface Link {
  send(frame: Uint8Array): void
  /** One receiver; the view is valid until it returns. */
  onFrame(receive: (view: FrameView) => void): void
  readonly mtu: number
  /**
   * Where the link outlives us: what it sends for this frame's virtual router should we die. Replaces the one before; to
   * unicast peers, the one before to the same peer.
   */
  setWill?(frame: Uint8Array): void
  /** Takes the will of one virtual router back: its VRID, plus 256 for IPv6. */
  clearWill?(key: number): void
  /** Where it can tell: an advert of the virtual router with this key left so much later than it was sent. */
  onLate?(late: (key: number, by: Ns) => void): void
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
