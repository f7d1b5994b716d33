import { isMulticast, type Mac, parseIp, parseMac } from '../../src/core/address.ts'
import { cs, type Ns, nsFromSec } from '../../src/core/time.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import type { ObserverOptions } from '../../src/observe/options.ts'
import type { Period } from '../../src/observe/period.ts'
import { advertFrame, gratuitousArpFrame, unsolicitedNaFrame } from '../../src/wire/frames.ts'
import { FrameView } from '../../src/wire/view.ts'

export interface SpokenAdvert {
  readonly src?: string
  readonly mac?: string
  readonly dst?: string
  readonly dstMac?: string
  readonly vrid?: number
  readonly version?: 2 | 3
  readonly priority?: number
  readonly intervalCs?: number
  readonly addresses?: readonly string[]
  readonly password?: string
  readonly ipId?: number
  readonly vlan?: number
  readonly source?: number
  readonly hopLimit?: number
  readonly dontFragment?: boolean
}

/** A segment under observation: frames are written at a second of the run and handed to the observer as captured. */
export class Segment {
  readonly observer: TrafficObserver
  #frameNo = 0
  readonly #waiting: { readonly atSec: number; readonly frame: Uint8Array; readonly source: number }[] = []
  readonly #ids = new Map<string, number>()

  constructor(options: ObserverOptions = {}) {
    this.observer = new TrafficObserver(options)
  }

  /** A frame of no interest: the capture has begun. */
  begins(atSec = 0, source = 0): void {
    this.raw(atSec, new Uint8Array(60), source)
  }

  /** .11, priority 150, VRID 51, version 3, 1 s, 192.0.2.100, unless said otherwise. The IP id counts by itself. */
  advert(atSec: number, a: SpokenAdvert = {}): void {
    const src = a.src ?? '192.0.2.11'
    const ipId = a.ipId ?? (this.#ids.get(src) ?? 0) + 1
    if (a.ipId === undefined) this.#ids.set(src, ipId)
    const version = a.version ?? 3
    const password = a.password === undefined ? undefined : new TextEncoder().encode(a.password.padEnd(8, '\0'))
    const dstMac = a.dstMac ?? (a.dst && !isMulticast(parseIp(a.dst)!) ? macOf(a.dst) : undefined)
    const frame = advertFrame({
      link: {
        srcMac: parseMac(a.mac ?? macOf(src))!,
        ...(dstMac && { dstMac: parseMac(dstMac)! }),
        ...(a.vlan && { tags: [{ id: a.vlan }] }),
      },
      src: parseIp(src)!,
      ...(a.dst && { dst: parseIp(a.dst)! }),
      ipId,
      hopLimit: a.hopLimit ?? 255,
      dontFragment: a.dontFragment ?? false,
      advert: {
        version,
        type: 1,
        vrid: a.vrid ?? 51,
        priority: a.priority ?? 150,
        maxAdvertInterval: cs(a.intervalCs ?? 100),
        addresses: (a.addresses ?? ['192.0.2.100']).map((text) => parseIp(text)!),
        ...(version === 2 && { authType: password ? 1 : 0, authData: password ?? new Uint8Array(8) }),
      },
    })
    this.raw(atSec, frame, a.source ?? 0)
  }

  /** Adverts once a second from `fromSec` to `toSec`, both included. */
  adverts(fromSec: number, toSec: number, a: SpokenAdvert = {}): void {
    for (let at = fromSec; at <= toSec + 1e-9; at += (a.intervalCs ?? 100) / 100) this.advert(at, a)
  }

  announcement(atSec: number, mac = macOf('192.0.2.11'), address = '192.0.2.100', source = 0): void {
    const link = { srcMac: parseMac(mac)! }
    const ip = parseIp(address)!
    this.raw(
      atSec,
      ip.family === 4 ? gratuitousArpFrame({ link, address: ip }) : unsolicitedNaFrame({ link, address: ip }),
      source,
    )
  }

  raw(atSec: number, frame: Uint8Array, source = 0): void {
    this.#waiting.push({ atSec, frame, source })
  }

  /** Hands over what was written so far, in the order of time. */
  play(): void {
    const due = this.#waiting.splice(0).sort((a, b) => a.atSec - b.atSec)
    for (const { atSec, frame, source } of due) {
      const view = new FrameView()
      view.dv = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
      view.end = frame.byteLength
      view.wireLen = frame.byteLength
      view.tNs = nsFromSec(atSec)
      view.frameNo = ++this.#frameNo
      view.source = source
      this.observer.onFrame(view)
    }
  }

  /** Plays, and ends the run. */
  end(): void {
    this.play()
    this.observer.end()
  }

  /** Ends the run and tells takeovers and periods in words: `10.6 .11 -> .12 timeout`, `0 .11 3.6 silence`. */
  story(): { takeovers: string[]; periods: string[] } {
    this.end()
    const [vr] = this.observer.virtualRouters
    return {
      takeovers: (vr?.takeovers ?? []).map(
        (t) => `${sec(t.at)} ${last(t.from?.name)} -> ${last(t.to.name)} ${t.cause}`,
      ),
      periods: (vr?.periods ?? []).map(tellPeriod),
    }
  }
}

const tellPeriod = (p: Period): string =>
  `${last(p.router.name)} ${sec(p.from)} to ${p.to === undefined ? 'the end' : sec(p.to)} ${p.endedBy}${p.muted ? ' muted' : ''}`

const sec = (at: Ns): string => String(Math.round(at / 1e6) / 1e3)
const last = (name: string | undefined): string => (name === undefined ? 'nobody' : name.replace(/^.*[.:]/, '.'))

/** A MAC of its own for every address. */
export const macOf = (src: string): Mac =>
  `02:00:00:00:00:${src
    .replace(/^.*[.:]/, '')
    .slice(-2)
    .padStart(2, '0')}` as Mac
