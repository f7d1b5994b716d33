import { CaptureRun } from '../capture/run.ts'
import type { CaptureGap } from '../capture/source.ts'
import type { Ns } from '../core/time.ts'
import { ns, nsFromSec } from '../core/time.ts'
import type { Link } from '../speaker/ports.ts'
import type { FrameView } from '../wire/view.ts'
import { currentSecond, MonotonicClock } from './clock.ts'
import { LiveLink } from './link.ts'
import { type LiveCapture, openLive } from './pipe.ts'

export interface WitnessedLinkOptions {
  readonly filter: string
  readonly netns?: string
  readonly onNote?: (text: string) => void
}

/** What the sender hears: the witness hears for it. */
const NOTHING = 'less 1'
/** A frame that the witness has not seen leave by then is not waited for: the filter may not want it. */
const FORGET_AFTER = nsFromSec(2)
const MAX_PENDING = 4096

interface Pending {
  readonly bytes: Uint8Array
  readonly atNs: Ns
}

/**
 * A wire for who judges by time. A tap sends; tcpdump hears, with the kernel's stamps, and it also hears what the tap
 * sends: how late each frame left, and how late each one came to be read, is known. Own frames are not handed on.
 */
export class WitnessedLink implements Link {
  readonly run: CaptureRun
  readonly clock: MonotonicClock
  /** Told of each frame how long it waited in this machine, on its way out or in. */
  onDelay: (delay: Ns) => void = () => {}
  onTrouble: (gap: CaptureGap) => void = () => {}
  private receive: (view: FrameView) => void = () => {}
  private readonly sender: LiveLink
  private readonly witness: LiveCapture
  private pending: Pending[] = []

  private constructor(run: CaptureRun, clock: MonotonicClock, sender: LiveLink, witness: LiveCapture) {
    this.run = run
    this.clock = clock
    this.sender = sender
    this.witness = witness
  }

  /** Throws `tap/...` (exit 4) where the interface cannot be opened, or tcpdump is not installed. */
  static async open(interfaceName: string, options: WitnessedLinkOptions): Promise<WitnessedLink> {
    const run = new CaptureRun()
    run.startAt(currentSecond())
    const clock = new MonotonicClock(run)
    let link: WitnessedLink | undefined
    const witness = await openLive({
      ...options,
      interfaceName,
      backend: 'tcpdump',
      run,
      numbers: { last: 0 },
      clock,
      sink: { onFrame: (view) => link?.hear(view), onGap: (gap) => link?.onTrouble(gap) },
    })
    try {
      const sender = await LiveLink.open(interfaceName, { ...options, filter: NOTHING })
      link = new WitnessedLink(run, clock, sender, witness)
      sender.onTrouble = (gap) => link?.onTrouble(gap)
      return link
    } catch (cause) {
      await witness.stop()
      throw cause
    }
  }

  get mtu(): number {
    return this.sender.mtu
  }

  send(frame: Uint8Array): void {
    const atNs = this.clock.now()
    const isOld = ({ atNs: then }: Pending): boolean => then < atNs - FORGET_AFTER
    while (this.pending.length > 0 && (this.pending.length >= MAX_PENDING || isOld(this.pending[0]!)))
      this.pending.shift()
    this.pending.push({ bytes: frame.slice(), atNs })
    this.sender.send(frame)
  }

  onFrame(receive: (view: FrameView) => void): void {
    this.receive = receive
  }

  /** Everything sent has left when this resolves. */
  async close(): Promise<void> {
    await this.sender.close()
    await this.witness.stop()
  }

  private hear(view: FrameView): void {
    this.onDelay(ns(this.clock.now() - view.tNs))
    const { buffer, byteOffset } = view.dv
    const heard = Buffer.from(buffer, byteOffset + view.start, view.end - view.start)
    const own = this.pending.findIndex(({ bytes }) => heard.equals(bytes))
    if (own < 0) this.receive(view)
    else this.onDelay(ns(view.tNs - this.pending.splice(own, 1)[0]!.atNs))
  }
}
