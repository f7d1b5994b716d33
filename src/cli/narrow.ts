import { type Command, InvalidArgumentError } from 'commander'
import type { CaptureGap, CaptureInterface, FrameSink } from '../capture/source.ts'
import { type Ip, type Mac, parseIp, parseMac } from '../core/address.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { numberInCapture } from '../core/frame-number.ts'
import { NS_PER_SEC, type Ns, type Timeline } from '../core/time.ts'
import type { Fact } from '../wire/facts.ts'
import { locate } from '../wire/locate.ts'
import { factOf } from '../wire/sighting.ts'
import { type FrameView, Kind } from '../wire/view.ts'
import { nsOfDuration } from './durations.ts'

/** A part of a capture, as the flags name it. Ranges include their ends. */
export interface Narrowing {
  readonly packets?: readonly [first: number, last: number]
  readonly from?: Moment
  readonly to?: Moment
  readonly vrid?: number
  readonly vlan?: number
  /** Address text or MAC. */
  readonly host?: string
  /** With `host`: what it announces stays, too. Such a frame names no address of its own. */
  readonly keepAnnouncements?: boolean
}

/** A time as people give it: absolute, or since the first frame. */
export type Moment =
  | { readonly kind: 'absolute'; readonly sec: number; readonly ns: number }
  | { readonly kind: 'since-first'; readonly ns: number }

/** Adds --packets, --from, --to, --vrid, --vlan and --host. */
export function withNarrowing(command: Command): Command {
  return command
    .option('--packets <first-last>', 'only these frame numbers, as 1-500, 7 or 100-', parsePackets)
    .option('--from <time>', 'only from here: ISO 8601 UTC, or 12.5s after the first frame', parseMoment)
    .option('--to <time>', 'only up to here', parseMoment)
    .option('--vrid <n>', 'adverts of this virtual router only', number(0, 255))
    .option('--vlan <id>', 'frames with this innermost VLAN id only; 0: without one', number(0, 4095))
    .option('--host <address>', 'frames from or to this IP or hardware address only', parseHost)
}

/** A sink that counts times from the first frame, also where that one is not asked for. */
export interface NarrowedSink extends FrameSink {
  begins?(firstNs: Ns): void
}

/** A sink that hands on only what is asked for; `sink` itself where nothing is. `run` has the epoch at the first frame. */
export function narrowed(sink: NarrowedSink, narrowing: Narrowing, run: Timeline): FrameSink {
  const { packets, from, to, vrid, vlan, host } = narrowing
  if ([packets, from, to, vrid, vlan, host].every((flag) => flag === undefined)) return sink
  return new Narrowed(sink, narrowing, run)
}

class Narrowed implements FrameSink {
  readonly #sink: NarrowedSink
  readonly #narrowing: Narrowing
  readonly #run: Timeline
  readonly #looksInside: boolean
  #fromNs = Number.NEGATIVE_INFINITY
  #toNs = Number.POSITIVE_INFINITY
  #started = false
  /** The capture that a source is part of, or itself: frame numbers and gaps are those of the whole. */
  readonly #wholeOf: number[] = []
  /** With `packets`: of each capture the time of its first and last frame in that range, and whether more may follow. */
  readonly #spans: { firstNs: Ns; lastNs: Ns; isOpen: boolean }[] = []
  /** Addresses of the virtual routers that `vrid` leaves out, and of the one that it names. */
  readonly #foreign = new Set<string>()
  readonly #own = new Set<string>()
  /** From which `host` sent. */
  readonly #macs = new Set<Mac>()

  constructor(sink: NarrowedSink, narrowing: Narrowing, run: Timeline) {
    this.#sink = sink
    this.#narrowing = narrowing
    this.#run = run
    const { vrid, vlan, host } = narrowing
    this.#looksInside = vrid !== undefined || vlan !== undefined || host !== undefined
  }

  onFrame(view: FrameView): void {
    if (!this.#started) this.#start(view.tNs)
    const { packets } = this.#narrowing
    if (packets !== undefined && !this.#isIn(packets, view)) return
    if (view.tNs < this.#fromNs || view.tNs > this.#toNs) return
    if (!this.#looksInside || this.#wants(view)) this.#sink.onFrame(view)
    // What is left out was there: its time was watched.
    else this.#sink.onBystanders?.(view.source, 0, view.tNs)
  }

  onInterface(face: CaptureInterface): void {
    this.#wholeOf[face.index] = face.within ?? face.index
    this.#sink.onInterface?.(face)
  }

  onInterfaceEnd(source: number): void {
    this.#sink.onInterfaceEnd?.(source)
  }

  onGap(gap: CaptureGap): void {
    const from = Math.min(gap.from, gap.to)
    const to = Math.max(gap.from, gap.to)
    if (to <= this.#fromNs || from >= this.#toNs) return
    if (this.#narrowing.packets !== undefined) {
      const span = this.#spans[this.#wholeOf[gap.source] ?? gap.source]
      if (span === undefined || to <= span.firstNs || (from >= span.lastNs && !span.isOpen)) return
    }
    this.#sink.onGap?.(gap)
  }

  #isIn([first, last]: readonly [number, number], { frameNo, source, tNs }: FrameView): boolean {
    const number = numberInCapture(frameNo)
    const whole = this.#wholeOf[source] ?? source
    if (number < first || number > last) {
      const span = this.#spans[whole]
      if (span !== undefined) span.isOpen = false
      return false
    }
    this.#spans[whole] ??= { firstNs: tNs, lastNs: tNs, isOpen: true }
    const span = this.#spans[whole]
    span.lastNs = tNs
    span.isOpen = number < last
    return true
  }

  #start(firstNs: Ns): void {
    this.#started = true
    this.#sink.begins?.(firstNs)
    const { from, to } = this.#narrowing
    if (from !== undefined) this.#fromNs = nsOf(from, this.#run, firstNs)
    if (to !== undefined) this.#toNs = nsOf(to, this.#run, firstNs)
    if (this.#fromNs > this.#toNs)
      throw new VrrpscopeError('usage/reversed-range', '--from is behind --to', 'give the earlier time to --from')
  }

  #wants(view: FrameView): boolean {
    const { vrid, vlan, host, keepAnnouncements = false } = this.#narrowing
    const kind = locate(view)
    // A priority tag has VLAN id 0: such frames are those of the untagged segment.
    if (kind === Kind.None || (vlan !== undefined && view.vlan !== (vlan === 0 ? -1 : vlan))) return false
    if (vrid === undefined && host === undefined) return true
    const fact = factOf(view, kind)
    return (
      fact !== undefined &&
      (vrid === undefined || this.#speaksOf(fact, vrid)) &&
      (host === undefined || this.#concerns(fact, host) || (keepAnnouncements && this.#announces(fact)))
    )
  }

  #concerns(fact: Fact, host: string): boolean {
    const { srcMac } = fact
    if (srcMac !== undefined && isFrom(fact, host) && this.#macs.size < MAX_ADDRESSES) this.#macs.add(srcMac)
    return names(fact, host)
  }

  #announces(fact: Fact): boolean {
    return fact.srcMac !== undefined && this.#macs.has(fact.srcMac) && announcedIn(fact) !== undefined
  }

  // Without the adverts of the others nobody would know why their addresses move.
  #speaksOf(fact: Fact, vrid: number): boolean {
    const isOwn = vridOf(fact, vrid) === vrid
    if (fact.kind === 'advert') {
      const addresses = isOwn ? this.#own : this.#foreign
      if (addresses.size < MAX_ADDRESSES) for (const { text } of fact.advert.addresses) addresses.add(text)
    }
    const address = announcedIn(fact)?.text
    return isOwn && (address === undefined || this.#own.has(address) || !this.#foreign.has(address))
  }
}

const MAX_ADDRESSES = 4096

function nsOf(moment: Moment, run: Timeline, firstNs: number): number {
  return moment.kind === 'absolute' ? (moment.sec - run.epochSec) * NS_PER_SEC + moment.ns : firstNs + moment.ns
}

/** The VRID that a fact speaks of, or `otherwise` where it speaks of none. */
function vridOf(fact: Fact, otherwise: number): number {
  switch (fact.kind) {
    case 'advert':
      return fact.advert.vrid
    case 'carp':
      return fact.vhid
    case 'icmp-error':
      return fact.quotedVrid === -1 ? otherwise : fact.quotedVrid
    default:
      return otherwise
  }
}

/** The address that a fact tells everybody of without being asked. */
function announcedIn(fact: Fact): Ip | undefined {
  if (fact.kind === 'arp') return fact.role.startsWith('gratuitous') ? fact.senderIp : undefined
  return fact.kind === 'nd' && fact.role === 'unsolicited' ? fact.target : undefined
}

const isFrom = (fact: Fact, host: string): boolean => (fact.kind === 'arp' ? fact.senderIp : fact.src)?.text === host

function names(fact: Fact, host: string): boolean {
  const ips =
    fact.kind === 'arp'
      ? [fact.senderIp, fact.targetIp]
      : [fact.src, 'dst' in fact ? fact.dst : undefined, fact.kind === 'nd' ? fact.target : undefined]
  return fact.srcMac === host || fact.dstMac === host || ips.some((ip) => ip?.text === host)
}

function parsePackets(text: string): readonly [number, number] {
  const [, first, dash, last] = /^(\d+)(-)?(\d+)?$/.exec(text) ?? []
  const from = Number(first)
  const to = last !== undefined ? Number(last) : dash === undefined ? from : Number.POSITIVE_INFINITY
  if (first === undefined || from < 1 || to < from) throw new InvalidArgumentError('Give a range as 1-500, 7 or 100-.')
  return [from, to]
}

function parseMoment(text: string): Moment {
  const sinceFirst = nsOfDuration(text)
  if (sinceFirst !== undefined) return { kind: 'since-first', ns: sinceFirst }
  const [, whole, fraction = ''] = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?Z?$/.exec(text) ?? []
  const sec = whole === undefined ? Number.NaN : Date.parse(`${whole.replace(' ', 'T')}Z`) / 1000
  // February has no day 30, which Date takes for the second of March.
  const isDay = !Number.isNaN(sec) && new Date(sec * 1000).toISOString().slice(0, 10) === whole?.slice(0, 10)
  if (!isDay) throw new InvalidArgumentError('Give 2026-01-31T12:00:00.5Z, or 12.5s after the first frame.')
  return { kind: 'absolute', sec, ns: Number(fraction.padEnd(9, '0')) }
}

function parseHost(text: string): string {
  const host = parseIp(text)?.text ?? parseMac(text)
  if (host === undefined) throw new InvalidArgumentError('Give an IPv4, IPv6 or hardware address.')
  return host
}

const number = (min: number, max: number) => (text: string) => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new InvalidArgumentError(`Give a number from ${min} to ${max}.`)
  return value
}
