import { CaptureParser } from '../capture/detect.ts'
import { CaptureRun } from '../capture/run.ts'
import type { FrameSink } from '../capture/source.ts'
import { NS_PER_MS, NS_PER_SEC } from '../core/time.ts'
import { locate } from '../wire/locate.ts'
import { type FrameView, Kind } from '../wire/view.ts'

/** Seconds of a record that is not sent but kept as a will. */
export const WILL_SEC = 0xffff_ffff

/** The virtual router of a will: what an empty will record carries as its length on the wire. */
export const willKey = (family: number, vrid: number): number => (family === 6 ? 256 : 0) + vrid

/** Less is the ordinary way of a frame to the wire. */
const LATE_NS = 0.5 * NS_PER_MS
/** More is no advert that still counts, or another clock. */
const MOST_NS = NS_PER_SEC

/**
 * By how much later an advert leaves than its record is stamped, if it is worth telling: a speaker stamps by the monotonic
 * time of this machine, which is `nowNs`.
 */
export function latenessOf(
  view: FrameView,
  nowNs: number,
): { readonly key: number; readonly byNs: number } | undefined {
  const byNs = nowNs - view.tNs
  if (byNs < LATE_NS || byNs > MOST_NS || locate(view) !== Kind.Vrrp) return undefined
  return { key: willKey(view.family, view.dv.getUint8(view.l4 + 1)), byNs }
}

/**
 * What a tap is told to send: a pcap stream. Records leave at once, whatever their time. One stamped WILL_SEC is kept
 * instead: the last word of its virtual router, sent when the stream ends without having cleared it, because then the
 * speaker has died. A later will of the same virtual router replaces it; wills to several unicast peers stand side by
 * side. One without bytes clears the virtual router that its wire length names (`willKey`), or every one where that is 0.
 */
export class TapInput {
  sent = 0
  readonly #send: (frame: Buffer) => void
  readonly #onSent: ((view: FrameView) => void) | undefined
  readonly #parser: CaptureParser
  /** For each virtual router its last word to the group, to a peer, or to each of its peers. */
  readonly #wills = new Map<number, Map<string, Buffer>>()
  #begun = false
  #problem: ((message: string) => void) | undefined

  constructor(send: (frame: Buffer) => void, onProblem: (message: string) => void, onSent?: (view: FrameView) => void) {
    this.#onSent = onSent
    const run = new CaptureRun()
    run.startAt(0) // so that times are seconds since 1970 and WILL_SEC can be told
    this.#parser = new CaptureParser('standard input', run)
    this.#send = send
    this.#problem = onProblem
  }

  /** Something came: this input is a speaker's, and its end is the speaker's. */
  get begun(): boolean {
    return this.#begun
  }

  push(chunk: Uint8Array): void {
    this.#begun = true
    try {
      this.#parser.push(chunk, this.#sink)
    } catch (error) {
      this.#complain(error)
    }
    if (this.#parser.done) this.#complain(new Error('standard input is not a sound pcap stream: nothing more is sent'))
  }

  /** The stream has ended. Sends what wills are left and returns how many. */
  sendWills(): number {
    const wills = [...this.#wills.values()].flatMap((own) => [...own.values()])
    for (const will of wills) this.#transmit(will)
    this.#wills.clear()
    return wills.length
  }

  readonly #sink: FrameSink = {
    onFrame: (view) => {
      if (view.tNs >= WILL_SEC * NS_PER_SEC) this.#keepWill(view)
      else if (this.#transmit(bytesOf(view))) this.#onSent?.(view)
    },
  }

  #keepWill(view: FrameView): void {
    if (view.end > view.start) {
      const kind = locate(view)
      if (kind !== Kind.Vrrp) this.#complain(new Error('a will is no VRRP advert: it is not kept'))
      else this.#replaceWill(willKey(view.family, view.dv.getUint8(view.l4 + 1)), destinationOf(view), bytesOf(view))
    } else if (view.wireLen === 0) this.#wills.clear()
    else this.#wills.delete(view.wireLen)
  }

  // Peers behind one gateway share its MAC address: the IP address names the peer, or the group.
  #replaceWill(key: number, destination: string, frame: Buffer): void {
    const own = this.#wills.get(key) ?? new Map<string, Buffer>()
    this.#wills.set(key, own)
    own.set(destination, Buffer.from(frame))
  }

  #transmit(frame: Buffer): boolean {
    try {
      this.#send(frame)
      this.sent++
      return true
    } catch (error) {
      this.#complain(error)
      return false
    }
  }

  // One line a second at most: an interface that is down refuses every frame.
  #complain(error: unknown): void {
    const complain = this.#problem
    if (complain === undefined) return
    this.#problem = undefined
    setTimeout(() => {
      this.#problem = complain
    }, 1000).unref()
    complain(error instanceof Error ? error.message : String(error))
  }
}

const bytesOf = (view: FrameView): Buffer =>
  Buffer.from(view.dv.buffer, view.dv.byteOffset + view.start, view.end - view.start)

const destinationOf = (view: FrameView): string => {
  const [at, length] = view.family === 4 ? [16, 4] : [24, 16]
  return Buffer.from(view.dv.buffer, view.dv.byteOffset + view.l3 + at, length).toString('latin1')
}
