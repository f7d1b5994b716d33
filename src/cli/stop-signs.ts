import { rules } from '../checks/rules/index.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import type { LiveEvent } from '../view/journal.ts'
import { locate } from '../wire/locate.ts'
import { type FrameView, Kind } from '../wire/view.ts'
import type { Io } from './io.ts'
import type { LivePart } from './live-session.ts'

export interface StopFlags {
  readonly duration?: Ns
  /** Adverts. */
  readonly count?: number
  /** A finding's id, or `takeover`. */
  readonly until?: string
}

/** Sees when a live run is to end: an interrupt, nobody who reads on, or what the flags ask for. */
export class StopSigns implements LivePart {
  /** An end that only what is told of findings can show. */
  readonly awaitsFinding: boolean
  readonly seen: Promise<void>
  readonly #until: string | undefined
  readonly #timer: NodeJS.Timeout | undefined
  readonly #onMet: () => void
  #left: number
  #stop!: () => void

  /** `onMet` is called at once where a frame, or what it shows, is what the flags ask for. */
  constructor(io: Io, flags: StopFlags, onMet: () => void) {
    this.#onMet = onMet
    this.#until = knownEvent(flags.until)
    this.awaitsFinding = this.#until !== undefined && this.#until !== TAKEOVER
    this.#left = flags.count ?? Number.POSITIVE_INFINITY
    this.seen = new Promise((resolve) => {
      this.#stop = resolve
    })
    io.onInterrupt(() => this.#stop())
    // What is recorded is still to be written.
    io.onReaderLeft(() => this.#stop())
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => this.#stop())
    if (flags.duration !== undefined) this.#timer = setTimeout(() => this.#stop(), flags.duration / NS_PER_MS)
  }

  /** Ends the run. */
  stop(): void {
    this.#stop()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  onFrame(view: FrameView): void {
    if (this.#left < Number.POSITIVE_INFINITY && locate(view) === Kind.Vrrp && --this.#left === 0) this.#met()
  }

  onEvent(event: LiveEvent): void {
    if (event.type === 'finding' && event.finding.id === this.#until) this.#met()
  }

  /** By now it is known whether the address was announced. */
  onTakeover(): void {
    if (this.#until === TAKEOVER) this.#met()
  }

  #met(): void {
    this.#onMet()
    this.#stop()
  }
}

const TAKEOVER = 'takeover'

function knownEvent(name: string | undefined): string | undefined {
  if (name === undefined || name === TAKEOVER || rules.some((rule) => rule.id === name)) return name
  const like = nearest(name, [TAKEOVER, ...rules.map((rule) => rule.id)])
  throw new VrrpscopeError(
    'usage/unknown-event',
    `no finding ${name}`,
    like === undefined ? 'docs/rules.md lists them' : `did you mean ${like}?`,
  )
}
