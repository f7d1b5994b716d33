import type { Ip, Mac } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import { familyVrid } from '../core/family-vrid.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { type Ns, ns } from '../core/time.ts'
import type { Verify } from '../model/accept.ts'
import { tellsAll } from '../wire/arp.ts'
import { isCarp } from '../wire/carp.ts'
import { isDefectCode, isSendersFault } from '../wire/defects.ts'
import type { ArpFact, Fact, NdFact, Sighting } from '../wire/facts.ts'
import { locate } from '../wire/locate.ts'
import { movesAddress } from '../wire/nd.ts'
import { factOf } from '../wire/sighting.ts'
import { isUnreadAdvert } from '../wire/unread.ts'
import { type FrameView, Kind } from '../wire/view.ts'
import { verifierOf } from './configured.ts'
import { IN_HOST_NS } from './copies.ts'
import { Coverage, UNKNOWN } from './coverage.ts'
import { HostTable } from './hosts.ts'
import type { Gap, Listener, Place, Tell, VantagePoint } from './listener.ts'
import type { LiveFlow, LiveHost, LiveVirtualRouter } from './live.ts'
import type { Counts, Observer, ObserverOptions, Snapshot } from './options.ts'
import { Segments } from './segments.ts'
import { recordOf } from './snapshot.ts'
import type { LoggedAnnouncement, Surroundings } from './surroundings.ts'
import { FOLLOWING_NS } from './tolerance.ts'
import { TrackedVirtualRouter } from './virtual-router.ts'

// Limits on what senders choose. Beyond them adverts are counted as `untracked`.
const MAX_VIRTUAL_ROUTERS = 2048
const MAX_ROUTERS = 2048
/** So many adverts for which there is no virtual router are decoded and looked at; more are only counted. */
const MAX_REFUSED = 1000
const MAX_ANNOUNCED = 16_384
const MAX_ADDRESSES = 65_536
const MAX_HISTORY = 100_000
const MAX_GAPS = 1000

/** The observer of a run: frames in, virtual routers out; see options.ts. */
export class TrafficObserver implements Observer, Surroundings {
  readonly configs: NonNullable<ObserverOptions['configs']>
  readonly profile: ProfileName | undefined
  readonly verify: Verify | undefined
  now = Number.NEGATIVE_INFINITY as Ns

  readonly #listeners: readonly Listener[]
  readonly #segments: Segments
  readonly #hosts = new HostTable()
  readonly #faces: VantagePoint[] = []
  readonly #coverage: Coverage[] = []
  readonly #losses: Gap[] = []
  readonly #announcements = new BoundedMap<string, LoggedAnnouncement>(MAX_ANNOUNCED)
  readonly #counts: Counts = {
    packets: 0,
    vrrp: 0,
    carp: 0,
    arp: 0,
    nd: 0,
    icmp: 0,
    igmp: 0,
    fhrp: 0,
    malformed: 0,
    cut: 0,
    untracked: 0,
  }
  readonly #byAddress = new Map<string, Set<TrackedVirtualRouter>>()
  #addressCount = 0
  #historyCount = 0
  #nextKey = 0
  #routers = 0
  #refused = 0
  /** Rules ask for all of them at many adverts: sorted anew only after a change. */
  #sorted: { generation: number; all: readonly TrackedVirtualRouter[] } = { generation: 0, all: [] }
  /** Never later than the earliest deadline of any virtual router. */
  #deadline = Number.POSITIVE_INFINITY
  #ended = false
  /** An advert that another interface of its host may show, too, in a moment. */
  #passing: Sighting | undefined

  constructor(options: ObserverOptions = {}) {
    this.configs = options.configs ?? []
    this.profile = options.profile
    this.verify = options.hash === undefined ? undefined : verifierOf(options.hash)
    this.#listeners = options.listeners ?? []
    this.#segments = new Segments(
      options.segments ?? 'auto',
      (s, segment) => this.#newVirtualRouter(s, segment),
      (retired, into) => this.#merged(retired, into),
    )
  }

  readonly tell: Tell = (call) => {
    for (const listener of this.#listeners) call(listener)
  }

  onInterface(face: VantagePoint): void {
    this.#faces[face.index] = face
    if (face.within === undefined) this.#coverage[face.index] = new Coverage(face.index)
    else this.#addPart(face.index, face.within)
    this.tell((l) => l.onInterface?.(face))
  }

  onInterfaceEnd(source: number): void {
    const ended = this.#coverageOf(source)
    ended.end(this.#flowsBeside(ended))
    const segment = this.#segments.segmentOf(source)
    const points = this.#points.filter((point) => this.#shows(point, segment))
    if (points.some(({ fromNs, isOver }) => fromNs !== UNKNOWN && !isOver)) return
    const since = ns(Math.max(...points.map(({ toNs }) => toNs)))
    for (const vr of this.#segments.virtualRouters) if (vr.segment === segment) vr.unwatch(since)
  }

  onFrame(view: FrameView): void {
    this.#counts.packets++
    this.#cover(view.source, view.tNs)
    const kind = locate(view)
    if (kind === Kind.None) return
    if (kind === Kind.Vrrp && this.#beat(view)) return
    const fact = factOf(view, kind)
    if (fact !== undefined) this.#take(fact, view)
  }

  onBystanders(source: number, count: number, lastNs: Ns): void {
    this.#counts.packets += count
    this.#cover(source, lastNs)
  }

  get quietUntilNs(): number {
    return this.#deadline
  }

  /** When something falls due unless more is heard; infinity for nothing. */
  get dueNs(): number {
    let earliest = this.#passing === undefined ? Number.POSITIVE_INFINITY : this.#passing.tNs + IN_HOST_NS
    for (const vr of this.#segments.virtualRouters) if (vr.deadlineNs < earliest) earliest = vr.deadlineNs
    return earliest
  }

  onGap(gap: Gap): void {
    const { gaps } = this.#coverageOf(gap.source)
    if (gaps.length < MAX_GAPS) gaps.push(gap)
    this.#excuse(gap)
    this.tell((l) => l.onGap?.(gap))
  }

  observe(fact: Fact): void {
    this.#cover(fact.source, fact.tNs)
    this.#take(fact, undefined)
  }

  advanceTo(tNs: Ns): void {
    for (const point of this.#points) if (point.fromNs === UNKNOWN) point.begin(tNs, this.#flowsBeside(point))
    this.pass(tNs)
  }

  pass(tNs: Ns): void {
    if (tNs > this.now) this.now = tNs
    if (tNs < this.#deadline) return
    if (this.#passing !== undefined && tNs >= this.#passing.tNs + IN_HOST_NS) this.#settlePassing()
    // Steady adverts move deadlines without telling: look at all of them, then wait for the earliest.
    for (const vr of this.#segments.virtualRouters) if (vr.deadlineNs <= tNs) vr.due(tNs)
    this.#deadline = this.dueNs
  }

  snapshot(): Snapshot {
    const virtualRouters = this.virtualRouters.map((vr) => recordOf(vr, this.#segmentName(vr)))
    let { untracked } = this.#counts
    for (const vr of this.#segments.virtualRouters) untracked += vr.untrackedAdverts
    return { counts: { ...this.#counts, untracked }, virtualRouters }
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#settlePassing()
    for (const vr of this.#segments.virtualRouters) vr.end(this.now)
    this.tell((l) => l.onEnd?.(this))
  }

  get virtualRouters(): readonly TrackedVirtualRouter[] {
    const { generation, virtualRouters } = this.#segments
    if (this.#sorted.generation !== generation) this.#sorted = { generation, all: [...virtualRouters].sort(byPlace) }
    return this.#sorted.all
  }

  virtualRoutersOf(addressText: string, place?: Place): readonly TrackedVirtualRouter[] {
    const all = [...(this.#byAddress.get(addressText) ?? [])]
    return place === undefined ? all : all.filter((vr) => this.hears(vr, place))
  }

  hears({ segment, paths }: LiveVirtualRouter, { source, path }: Place): boolean {
    return segment === this.#segments.segmentOf(source) && paths.has(path)
  }

  placeName({ source, path }: Place): string {
    return `${this.#segments.segmentOf(source)} ${path}`
  }

  macsOf(addressText: string): readonly Mac[] {
    return this.#hosts.macsOf(addressText)
  }

  hosts(): Iterable<LiveHost> {
    return this.#hosts.all()
  }

  host(segment: number, mac: string): LiveHost | undefined {
    return this.#hosts.get(segment, mac)
  }

  hostOf(segment: number, mac: Mac): LiveHost | undefined {
    return this.#hosts.get(segment, mac)
  }

  lossesOn(segment: number): readonly Gap[] {
    return this.#losses.filter(({ source }) => this.#shows(this.#coverageOf(source), segment))
  }

  /** From the first to the last frame of all vantage points; undefined before there is one. */
  get looked(): { readonly from: Ns; readonly to: Ns } | undefined {
    const seen = this.#points.filter((point) => point.fromNs !== UNKNOWN)
    if (seen.length === 0) return undefined
    return { from: ns(Math.min(...seen.map((p) => p.fromNs))), to: ns(Math.max(...seen.map((p) => p.toNs))) }
  }

  coverage(source: number): Coverage | undefined {
    const point = this.#coverage[source]
    return point === undefined || point.fromNs === UNKNOWN ? undefined : point
  }

  wholeOf(source: number): number {
    return this.#faces[source]?.within ?? source
  }

  idOf(vr: TrackedVirtualRouter): string {
    const segment = this.#segmentName(vr)
    const number = vr.group === 1 ? `${vr.vrid}` : `${vr.vrid}#${vr.group}`
    return [segment, vr.path, `ipv${vr.family}`, number].filter((part) => part).join('/')
  }

  announcementOf({ segment, paths }: TrackedVirtualRouter, address: Ip, mac: Mac): LoggedAnnouncement | undefined {
    let latest: LoggedAnnouncement | undefined
    for (const path of paths) {
      const logged = this.#announcements.get(`${segment} ${path} ${address.text} ${mac}`)
      if (logged !== undefined && (latest === undefined || logged.tNs > latest.tNs)) latest = logged
    }
    return latest
  }

  watchedTogether(one: number, other: number): boolean {
    return this.#coverageOf(one).meets(this.#coverageOf(other))
  }

  countDuring(flow: LiveFlow, source: number): number {
    return this.watchedTogether(flow.source, source) ? this.#coverageOf(source).countOf(flow) : 0
  }

  admitRouter(): boolean {
    if (this.#routers >= MAX_ROUTERS) return false
    this.#routers++
    return true
  }

  admitAddress(vr: TrackedVirtualRouter, address: Ip): boolean {
    if (this.#addressCount >= MAX_ADDRESSES) return false
    this.#addressCount++
    const vrs = this.#byAddress.get(address.text) ?? new Set()
    this.#byAddress.set(address.text, vrs.add(vr))
    return true
  }

  admitHistory(change: 1 | -1): boolean {
    this.#historyCount += change
    return this.#historyCount <= MAX_HISTORY
  }

  #beat(view: FrameView): boolean {
    const { l4, l4End, family, source, path } = view
    if (l4End - l4 < 2) return false
    const vr = this.#segments.known(source, path, familyVrid(family, view.dv.getUint8(l4 + 1)))
    if (vr === undefined ? this.#refused < MAX_REFUSED || isCarp(view) : !vr.beat(view)) return false
    if (vr === undefined) this.#counts.untracked++
    this.#counts.vrrp++
    return true
  }

  #take(fact: Fact, view: FrameView | undefined): void {
    switch (fact.kind) {
      case 'advert':
        this.#counts.vrrp++
        this.#advert(fact, view)
        return
      case 'arp':
        this.#counts.arp++
        this.#hosts.note(this.#segments.segmentOf(fact.source), fact)
        if (tellsAll(fact)) this.#announce(fact, fact.senderMac, fact.senderIp, false)
        break
      case 'nd':
        this.#counts.nd++
        this.#hosts.note(this.#segments.segmentOf(fact.source), fact)
        if (movesAddress(fact)) this.#announce(fact, fact.linkLayer ?? fact.srcMac, fact.target, fact.router)
        break
      case 'icmp-error':
      case 'echo':
        this.#counts.icmp++
        this.#hosts.note(this.#segments.segmentOf(fact.source), fact)
        break
      case 'membership':
        this.#counts.igmp++
        this.#hosts.note(this.#segments.segmentOf(fact.source), fact)
        break
      case 'carp':
        this.#counts.carp++
        break
      case 'fhrp':
        this.#counts.fhrp++
        break
      case 'fragment':
        this.#counts.malformed++
        break
      case 'malformed':
        if (isDefectCode(fact.defect.code) && !isSendersFault(fact.defect.code)) this.#counts.cut++
        else this.#counts.malformed++
        break
    }
    if (isUnreadAdvert(fact)) this.#excuseSpeaker(fact)
    this.tell((l) => l.onFact?.(fact))
  }

  #advert(s: Sighting, view: FrameView | undefined): void {
    if (s.advert.truncated) this.#counts.cut++
    if (!this.#segments.mayPass(s)) {
      this.#place(s, view)
      return
    }
    this.#settlePassing()
    this.#passing = s
    this.#deadline = Math.min(this.#deadline, s.tNs + IN_HOST_NS)
  }

  #settlePassing(): void {
    const s = this.#passing
    this.#passing = undefined
    if (s !== undefined) this.#place(s, undefined)
  }

  #place(s: Sighting, view: FrameView | undefined): void {
    const { version, type, vrid } = s.advert
    const vr = this.#segments.find(s)
    if (vr === undefined) {
      this.#counts.untracked++
      this.#refused++
      return
    }
    // Nothing but an advertisement of a version that exists says who is Active.
    if (type !== 1 || (version !== 2 && version !== 3)) {
      vr.excuseSpeaker(s.src, s.tNs)
      this.tell((l) => l.onSighting?.(s, vr, undefined, 'none'))
      return
    }
    if (vrid === 0) this.#excuseSpeaker(s)
    if (vr.unwatchedSinceNs !== undefined) this.#watchAgain(s.source)
    vr.observe(s, view)
    if (vr.deadlineNs < this.#deadline) this.#deadline = vr.deadlineNs
  }

  /** An advert of this speaker was there that can be of any of its virtual routers. */
  #excuseSpeaker({ source, path, src, tNs }: Place & { readonly src: Ip; readonly tNs: Ns }): void {
    for (const vr of this.#segments.knownAt(source, path)) vr?.excuseSpeaker(src, tNs)
  }

  #announce(fact: ArpFact | NdFact, mac: Mac | undefined, address: Ip, routerFlag: boolean): void {
    if (mac === undefined) return
    const { tNs, frameNo, source } = fact
    const logged = { mac, address, tNs, frameNo, source, routerFlag }
    this.#announcements.set(`${this.placeName(fact)} ${address.text} ${mac}`, logged)
    for (const vr of this.virtualRoutersOf(address.text, fact)) {
      vr.announce(logged)
      if (vr.deadlineNs < this.#deadline) this.#deadline = vr.deadlineNs
    }
  }

  #newVirtualRouter(s: Sighting, segment: number): TrackedVirtualRouter | undefined {
    if (this.#segments.virtualRouters.size >= MAX_VIRTUAL_ROUTERS) return undefined
    const since = this.#coverageOf(s.source).fromNs
    return new TrackedVirtualRouter(this.#nextKey++, segment, s, since, this)
  }

  #merged(retired: TrackedVirtualRouter, into: TrackedVirtualRouter): void {
    into.absorb(retired)
    for (const ip of retired.addresses) this.#byAddress.get(ip.text)?.delete(retired)
    this.tell((l) => l.onMerged?.(retired, into))
  }

  #segmentName(vr: TrackedVirtualRouter): string | undefined {
    return this.#segments.used.size > 1 ? (this.#faces[vr.segment]?.name ?? `source ${vr.segment}`) : undefined
  }

  // What no vantage point could see proves nothing.
  #excuse(gap: Gap): void {
    const missing = this.#coverageOf(gap.source)
    const covers = ({ fromNs, toNs, isOver }: Coverage): boolean =>
      fromNs !== UNKNOWN && fromNs < gap.to && (!isOver || toNs >= gap.to)
    const others = this.#points.filter((point) => point !== missing && covers(point))
    const segments = new Set(missing.sources.map((source) => this.#segments.segmentOf(source)))
    const unseen = [...segments].filter((segment) => !others.some((point) => this.#shows(point, segment)))
    if (unseen.length === 0) return
    if (gap.dropped > 0 && this.#losses.length < MAX_GAPS) this.#losses.push(gap)
    // A clock was set back: the latest time is to come again.
    const isSetBack = gap.to < gap.from
    if (isSetBack) this.now = gap.to
    for (const vr of this.#segments.virtualRouters) {
      if (!unseen.includes(vr.segment)) continue
      if (isSetBack) vr.setBack(gap.to)
      else vr.excuse(gap.to)
    }
  }

  // A capture in several files is one vantage point, whatever the next of them shows.
  #followOn(source: number, fromNs: Ns): void {
    const ended = this.#points.filter(({ isOver, toNs }) => isOver && toNs <= fromNs && fromNs - toNs <= FOLLOWING_NS)
    const before = ended.flatMap(({ sources }) => sources.filter((other) => this.#isOfOneInterface(other, source)))
    this.#segments.follow(source, before)
  }

  #isOfOneInterface(one: number, other: number): boolean {
    return this.#faces[one]?.ifIndex === this.#faces[other]?.ifIndex
  }

  // Another input shows a segment whose last one had ended: a hole lies between, unless it follows at once.
  #watchAgain(source: number): void {
    const { fromNs, isOver } = this.#coverageOf(source)
    const vrs = [...this.#segments.virtualRouters].filter(
      (vr) => vr.unwatchedSinceNs !== undefined && vr.segment === this.#segments.segmentOf(source),
    )
    if (isOver || vrs.length === 0) return
    const since = ns(Math.max(...vrs.map((vr) => vr.unwatchedSinceNs!)))
    const isHole = fromNs - since > Math.max(FOLLOWING_NS, Math.min(...vrs.map((vr) => vr.longestWaitNs)))
    for (const vr of vrs) vr.watchAgain(isHole ? fromNs : undefined)
    if (isHole) this.onGap({ source, from: since, to: fromNs, reason: 'no-input', dropped: 0 })
    this.#deadline = this.dueNs
    this.pass(this.now)
  }

  #cover(source: number, tNs: Ns): void {
    const point = this.#coverageOf(source)
    if (point.fromNs === UNKNOWN) {
      point.begin(tNs, this.#flowsBeside(point))
      this.#followOn(source, tNs)
      this.#watchAgain(source)
    }
    if (tNs > point.toNs) point.toNs = tNs
    if (tNs < this.#deadline && tNs > this.now) this.now = tNs
    else if (tNs > this.now) this.pass(tNs)
  }

  /** What other vantage points show that watch, or did, since this one does. */
  *#flowsBeside(point: Coverage): Iterable<LiveFlow> {
    for (const { routers } of this.#segments.virtualRouters)
      for (const { flows } of routers)
        for (const flow of flows) {
          const own = this.#coverageOf(flow.source)
          if (own !== point && own.meets(point)) yield flow
        }
  }

  #coverageOf(source: number): Coverage {
    this.#coverage[source] ??= new Coverage(source)
    return this.#coverage[source]
  }

  /** Another interface of a capture that shows several: it was watched from the beginning. */
  #addPart(source: number, whole: number): void {
    const point = this.#coverageOf(whole)
    point.sources = [...point.sources.filter((other) => other !== whole), source]
    this.#coverage[source] = point
    this.#segments.addPart(source, whole)
    if (point.fromNs !== UNKNOWN) this.#followOn(source, point.fromNs)
  }

  get #points(): Coverage[] {
    return [...new Set(this.#coverage)].filter((point) => point !== undefined)
  }

  #shows({ sources }: Coverage, segment: number): boolean {
    return sources.some((source) => this.#segments.segmentOf(source) === segment)
  }
}

const byPlace = (a: TrackedVirtualRouter, b: TrackedVirtualRouter): number =>
  a.segment - b.segment || a.family - b.family || compareText(a.path, b.path) || a.vrid - b.vrid || a.group - b.group

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
