import { Engine, type EngineOptions } from '../../src/checks/engine.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { type Ip, type Mac, parseIp } from '../../src/core/address.ts'
import { type Cs, cs, type Ns, ns } from '../../src/core/time.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import type { ObserverOptions } from '../../src/observe/options.ts'
import type { ChecksumReading, Fact } from '../../src/wire/facts.ts'
import {
  advertFrame,
  arpReplyFrame,
  arpRequestFrame,
  echoFrame,
  gratuitousArpFrame,
  joinFrame,
  unsolicitedNaFrame,
} from '../../src/wire/frames.ts'
import { Layer, NO_PATH, paths } from '../../src/wire/path.ts'
import type { AdvertFields } from '../../src/wire/vrrp.ts'
import { viewOfFrame } from '../wire/views.ts'

/** A router of a scene: version 3, one-second adverts, physical MAC, unless said otherwise. */
export interface Node {
  readonly ip: Ip
  readonly mac: Mac
  readonly priority: number
  readonly vrid?: number
  readonly version?: 2 | 3
  readonly interval?: Cs
  readonly addresses?: readonly Ip[]
  readonly dst?: Ip
  readonly dstMac?: Mac
  readonly hopLimit?: number
  readonly checksum?: ChecksumReading
  readonly authType?: number
  readonly authData?: Uint8Array
}

export const ip = (text: string): Ip => parseIp(text)!
export const VIP = ip('192.0.2.100')
export const VRID = 51

/** .11 with 150 and .12 with 100, as in most captures. */
export const A: Node = { ip: ip('192.0.2.11'), mac: '02:00:5e:10:00:01' as Mac, priority: 150 }
export const B: Node = { ip: ip('192.0.2.12'), mac: '02:00:5e:10:00:02' as Mac, priority: 100 }
/** A host that is no router. */
export const HOST = { ip: ip('192.0.2.50'), mac: '02:00:5e:10:00:50' as Mac }

interface Entry {
  readonly atSec: number
  readonly source: number
  readonly what: Uint8Array | Fact
}

/** Frames by the second they are seen at: a capture made by hand. The clock of the capture starts at 0. */
export class Scene {
  readonly #entries: Entry[] = []
  readonly #ids = new Map<string, number>()
  #until = 0
  #vlan: number | undefined

  /** One advert of a node; its IP id counts as keepalived's does. `seenAt`: the vantage points that have it. */
  advert(node: Node, atSec: number, change: Partial<AdvertFields> & { ipId?: number } = {}, seenAt = [0]): this {
    const ipId = change.ipId ?? (this.#ids.get(idOf(node)) ?? 0) + 1
    this.#ids.set(idOf(node), ipId)
    for (const source of seenAt) this.frame(atSec, advertOf(node, { ipId, ...change }), source)
    return this
  }

  /** Adverts from one second to another, both included, each interval. */
  adverts(node: Node, fromSec: number, toSec: number, change: Partial<AdvertFields> = {}, seenAt = [0]): this {
    const intervalSec = (node.interval ?? cs(100)) / 100
    for (let i = 0; fromSec + i * intervalSec <= toSec + 1e-9; i++)
      this.advert(node, fromSec + i * intervalSec, change, seenAt)
    return this
  }

  /** Becomes Active: an advert, the announcements 1 ms later, adverts until the end. */
  active(node: Node, fromSec: number, toSec: number): this {
    return this.adverts(node, fromSec, toSec).announce(node, fromSec + 0.001)
  }

  announce(node: Node, atSec: number, mac = node.mac): this {
    const link = { srcMac: mac }
    for (const address of node.addresses ?? [VIP])
      this.frame(
        atSec,
        address.family === 4 ? gratuitousArpFrame({ link, address }) : unsolicitedNaFrame({ link, address }),
      )
    return this
  }

  join(node: Node, atSec: number): this {
    return this.frame(atSec, joinFrame({ link: { srcMac: node.mac }, src: node.ip }))
  }

  /** Who has `address`? and the answer of `mac`. */
  answer(mac: Mac, address: Ip, atSec: number): this {
    const reply = { link: { srcMac: mac }, address, askerMac: HOST.mac, askerIp: HOST.ip }
    return this.asks(address, atSec).frame(atSec + 0.0001, arpReplyFrame(reply))
  }

  asks(target: Ip, atSec: number): this {
    return this.frame(atSec, arpRequestFrame({ link: { srcMac: HOST.mac }, senderIp: HOST.ip, target }))
  }

  echo(src: Ip, dst: Ip, atSec: number, reply: boolean): this {
    const link = { srcMac: HOST.mac, dstMac: A.mac }
    return this.frame(atSec, echoFrame({ link, src, dst, reply, data: new Uint8Array(8) }))
  }

  /** What is added from now on has this tag. */
  inVlan(id: number): this {
    this.#vlan = id
    return this
  }

  frame(atSec: number, frame: Uint8Array, source = 0): this {
    this.#entries.push({ atSec, source, what: this.#vlan === undefined ? frame : tagged(frame, this.#vlan) })
    return this
  }

  /** A fact in place of a frame, for what we read and never send. */
  fact(atSec: number, fact: Fact): this {
    const path = this.#vlan === undefined ? fact.path : paths.child(NO_PATH, Layer.Vlan, this.#vlan)
    this.#entries.push({ atSec, source: fact.source, what: { ...fact, path } })
    return this
  }

  /** The capture covers this time, whatever is seen in it. */
  until(sec: number): this {
    this.#until = sec
    return this
  }

  /** What the rules find in it. */
  findings(options: EngineOptions & Omit<ObserverOptions, 'listeners'> = {}): readonly Finding[] {
    const { engine, observer } = this.play(options)
    observer.end()
    return engine.findings()
  }

  /** Shows the frames in the order of time and leaves the end open. */
  play(options: EngineOptions & Omit<ObserverOptions, 'listeners'> = {}) {
    const engine = new Engine(rules, options)
    const observer = new TrafficObserver({ ...options, listeners: [engine] })
    engine.start(observer)
    const sources = [...new Set(this.#entries.map(({ source }) => source))].sort()
    for (const index of sources) observer.onInterface({ index, name: `port ${index}` })
    // An ARP request by nobody of interest begins the coverage of each vantage point.
    const begin = sources.map((source) => ({ atSec: 0, source, what: UNRELATED }))
    const end = sources.map((source) => ({ atSec: this.#until, source, what: UNRELATED }))
    const all = [...begin, ...this.#entries, ...(this.#until > 0 ? end : [])].sort((a, b) => a.atSec - b.atSec)
    all.forEach(({ atSec, source, what }, i) => {
      const tNs = nsOf(atSec)
      if (what instanceof Uint8Array)
        observer.onFrame(Object.assign(viewOfFrame(what), { tNs, frameNo: i + 1, source }))
      else observer.observe({ ...what, tNs, frameNo: i + 1 })
    })
    return { engine, observer }
  }
}

/** The frame of one advert of a node. */
export function advertOf(node: Node, change: Partial<AdvertFields> & { ipId?: number } = {}): Uint8Array {
  const { ipId = 1, ...fields } = change
  return advertFrame({
    link: { srcMac: node.mac, ...(node.dstMac === undefined ? {} : { dstMac: node.dstMac }) },
    src: node.ip,
    ...(node.dst === undefined ? {} : { dst: node.dst }),
    ...(node.hopLimit === undefined ? {} : { hopLimit: node.hopLimit }),
    ...(node.checksum === undefined ? {} : { checksum: node.checksum }),
    ipId,
    advert: {
      version: node.version ?? 3,
      vrid: node.vrid ?? VRID,
      priority: node.priority,
      maxAdvertInterval: node.interval ?? cs(100),
      addresses: node.addresses ?? [VIP],
      ...(node.authType === undefined ? {} : { authType: node.authType }),
      ...(node.authData === undefined ? {} : { authData: node.authData }),
      ...fields,
    },
  })
}

/** Where a fact that is made by hand was seen. */
export const seen = (srcMac: Mac | undefined = HOST.mac) => ({
  tNs: ns(0),
  frameNo: 0,
  source: 0,
  path: 0,
  srcMac,
  dstMac: undefined,
  outgoing: false,
})

/** The same frame with an 802.1Q tag. */
const tagged = (frame: Uint8Array, id: number): Uint8Array =>
  Uint8Array.of(...frame.subarray(0, 12), 0x81, 0, id >> 8, id & 0xff, ...frame.subarray(12))

export const nsOf = (sec: number): Ns => ns(Math.round(sec * 1e9))

const UNRELATED = arpRequestFrame({ link: { srcMac: HOST.mac }, senderIp: HOST.ip, target: ip('192.0.2.51') })

// keepalived counts the adverts of each instance.
const idOf = (node: Node): string => `${node.ip.text} ${node.vrid ?? VRID}`
