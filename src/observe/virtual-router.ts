import type { RouterConfig } from '../config/model.ts'
import { type Ip, isVirtualMac, type Mac, sameIp, virtualMac } from '../core/address.ts'
import { type Ns, ns } from '../core/time.ts'
import type { Verify } from '../model/accept.ts'
import { isUnicast } from '../wire/destination.ts'
import type { Sighting } from '../wire/facts.ts'
import { paths } from '../wire/path.ts'
import type { FrameView } from '../wire/view.ts'
import { creditEarlier } from './announcer.ts'
import { configOf } from './configured.ts'
import { copyKind, samePacket } from './copies.ts'
import { Flow, flowHash, flowHashOf, lastWord, sourceWord } from './flow.ts'
import type { Announcement, LiveHost, LiveVirtualRouter } from './live.ts'
import type { Period, TakeoverInMaking } from './period.ts'
import type { VirtualRouterKey } from './record.ts'
import { Roles } from './roles.ts'
import { TrackedRouter } from './router.ts'
import { longestWait } from './shadow.ts'
import { findSpeaker, hasOtherMac, isRenamed } from './speakers.ts'
import type { LoggedAnnouncement, Surroundings } from './surroundings.ts'

/** Speakers per virtual router and flows per speaker that are followed: senders choose both. */
const MAX_ROUTERS = 32
const MAX_FLOWS = 64
const MAX_ADDRESSES = 512
/** Adverts of speakers that are not followed which the rules still see; the rest of a flood is only counted. */
const MAX_SHOWN_UNTRACKED = 64
const MAX_HISTORY = 1000
const FEW_HISTORY = 20
const MAX_EARLY_SHOWN = 1000
/** Before a third one in a row is missed, a Backup takes over: what damages so many damages all. */
const MAX_DAMAGED = 2

/** One virtual router: its speakers, what each sends, and who is Active. */
export class TrackedVirtualRouter implements LiveVirtualRouter {
  key: VirtualRouterKey
  segment: number
  /** Where several groups of unicast peers have one number in one place: which of them, from 1. */
  group = 1
  /** Other groups are seen where this one is. */
  hasNeighbours = false
  readonly vrid: number
  readonly family: 4 | 6
  readonly paths = new Set<number>()
  readonly versions = new Set<number>()
  readonly addresses: Ip[] = []
  readonly routers: TrackedRouter[] = []
  readonly periods: Period[] = []
  readonly takeovers: TakeoverInMaking[] = []
  readonly firstSeenNs: Ns
  lastSeenNs: Ns
  readonly watchedSinceNs: Ns
  readonly lastAnnouncements = new Map<string, Announcement>()
  untrackedAdverts = 0
  lastUntrackedNs = Number.NEGATIVE_INFINITY as Ns
  /** Periods and takeovers that were forgotten to bound memory. */
  forgotten = 0
  deadlineNs = Number.POSITIVE_INFINITY
  /** The last frame of the last input that showed its segment: until another one does, nothing is missed. */
  unwatchedSinceNs: Ns | undefined = undefined

  readonly roles: Roles
  readonly #around: Surroundings
  readonly #byAddress = new Map<string, TrackedRouter[]>()
  /** The ends of their addresses: what a flood is asked, frame by frame. */
  readonly #sources = new Set<number>()
  readonly #flows = new Map<number, Flow>()
  readonly #addressTexts = new Set<string>()
  /** Rules ask all virtual routers for it; paths are only ever added. */
  #path = { of: 0, text: '' }
  #multicast = false
  /** Who sends and who is sent to, by unicast. */
  readonly #unicastEnds = new Set<string>()
  #unicast = false

  // The steady path: the one Active router while nothing is pending, and how far apart its adverts may be.
  #calm: TrackedRouter | undefined = undefined
  #steadyMin = 0
  #steadyMax = 0
  /** Adverts in a row that came too early: the first ones are shown, a flood of them is counted. */
  #early = 0
  #quietLimit = 0
  #shadowsLag = false

  constructor(key: VirtualRouterKey, segment: number, s: Sighting, watchedSinceNs: Ns, around: Surroundings) {
    this.key = key
    this.segment = segment
    this.vrid = s.advert.vrid
    this.family = s.src.family
    this.paths.add(s.path)
    this.firstSeenNs = s.tNs
    this.lastSeenNs = s.tNs
    this.watchedSinceNs = ns(Math.min(watchedSinceNs, s.tNs))
    this.#around = around
    this.roles = new Roles(this, around.tell)
  }

  get id(): string {
    return this.#around.idOf(this)
  }

  /** The shortest of its paths: the inner copy of a tunnel stands for both. */
  get path(): string {
    if (this.#path.of !== this.paths.size) {
      const texts = [...this.paths].map((id) => paths.text(id))
      this.#path = { of: this.paths.size, text: texts.reduce((a, b) => (b.length < a.length ? b : a)) }
    }
    return this.#path.text
  }

  /** The configurations of this virtual router, whoever runs them. */
  get configs(): readonly RouterConfig[] {
    return this.#around.configs.filter(({ vrid, family }) => vrid === this.vrid && family === this.family)
  }

  /** Whether two vantage points watched at one time, as their clocks say. */
  watchedTogether(one: number, other: number): boolean {
    return this.#around.watchedTogether(one, other)
  }

  /** Whether the sender, the receiver or an address of this is one of its own. */
  knows({ src, dst, advert }: Sighting): boolean {
    if (this.#unicastEnds.has(src.text) || this.#unicastEnds.has(dst.text)) return true
    return this.sharesAddress(advert.addresses) || this.#byAddress.has(src.text)
  }

  /** Whether its routers hear nothing of this: unicast among others, or multicast where all of them are unicast. */
  isForeignTo(s: Sighting): boolean {
    return this.routers.length > 0 && (isUnicast(s) || !this.#multicast) && !this.knows(s)
  }

  get transport(): 'multicast' | 'unicast' | 'both' {
    return this.#multicast && this.#unicast ? 'both' : this.#unicast ? 'unicast' : 'multicast'
  }

  get active(): readonly TrackedRouter[] {
    return this.roles.active
  }

  get verify(): Verify | undefined {
    return this.#around.verify
  }

  acceptance(from: TrackedRouter, by: TrackedRouter) {
    return from === by ? undefined : by.acceptances.record(from)
  }

  hostOf(mac: Mac): LiveHost | undefined {
    return isVirtualMac(mac) ? undefined : this.#around.hostOf(this.segment, mac)
  }

  /** Whether the MAC of `r` is one that several routers send from, not one that changed its address. */
  sharesMac(r: TrackedRouter): boolean {
    if (r.mac === undefined || isVirtualMac(r.mac)) return true
    return this.routers.some((other) => other.mac === r.mac && other.firstSelf !== r.firstSelf)
  }

  /**
   * The steady path: an advert equal to the Active router's last one, in time, while nothing is pending. Counts it and
   * returns true; anything else is left to `observe`, but for a flood of senders that are not followed.
   */
  beat(v: FrameView): boolean {
    if (this.untrackedAdverts >= MAX_SHOWN_UNTRACKED && !this.hasNeighbours && !this.#sources.has(sourceWord(v))) {
      this.#passOver(v.tNs)
      return true
    }
    const r = this.#calm
    if (r === undefined) return false
    const lead = r.leadFlow!
    const flow = lead.equals(v) ? lead : this.#equalFlow(v, r)
    if (flow === undefined) return false
    const gap = v.tNs - r.lastAdvertNs
    const ipId = v.family === 4 ? v.dv.getUint16(v.l3 + 4) : -1
    if (flow === lead) {
      if (gap > this.#steadyMax || (ipId > 0 && ipId === r.ipId.last)) return false
      if (gap >= this.#steadyMin) this.#early = 0
      else if (gap < 0 || ++this.#early <= MAX_EARLY_SHOWN) return false
      r.count(flow, v.tNs, v.frameNo, ipId, r.priority)
      r.period!.lastFrameNo = v.frameNo
      r.intervals.add(gap)
      this.lastSeenNs = v.tNs
      this.deadlineNs = v.tNs + this.#quietLimit
      this.#shadowsLag = true
    } else {
      const sameId = ipId <= 0 || ipId === r.ipId.last || flow.dst !== lead.dst
      if (gap < 0 || gap >= this.#steadyMin || flow.delivered !== r.adverts - 1 || !sameId) return false
      r.deliver(flow, r.adverts, v.tNs)
      r.copies++
    }
    flow.noteFrame(v.tNs, ipId)
    flow.noteRepeat(v)
    return true
  }

  /** A decoded advert; `view` where it came from a frame. */
  observe(seen: Sighting, view: FrameView | undefined): void {
    const known = this.routers.length
    const r = this.#speaker(seen)
    if (r === undefined) {
      this.#passOver(seen.tNs)
      if (this.untrackedAdverts > MAX_SHOWN_UNTRACKED) return
      this.#around.tell((l) => l.onSighting?.(seen, this, undefined, 'none'))
      return
    }
    const isBad = seen.advert.checksums?.length === 0
    // A damaged advert is a sign of life; what it says is not believed, unless it is what its sender says by now.
    const isDamaged = isBad && r.adverts > 0 && r.checksum !== 'bad' && r.damagedInRow < MAX_DAMAGED
    const s = isDamaged ? { ...seen, advert: { ...r.lastSighting.advert, checksums: [] } } : seen
    const flow = this.#flowOf(r, s)
    const repeats = flow.takeRepeats()
    if (repeats !== undefined) {
      const { sighting } = flow
      this.#around.tell((l) => l.onRepeats?.(sighting, flow, repeats))
    }
    const copy = copyKind(r, flow, s)
    const before = r.adverts === 0 ? undefined : r.lastAdvertNs
    const ipIdBefore = r.ipId.last
    flow.noteFrame(s.tNs, s.ipId)
    // Signatures that can be verified are, in every advert.
    const verifiable = s.advert.ah !== undefined && r.config !== undefined && this.verify !== undefined
    if (!isDamaged) flow.remember(s, verifiable ? undefined : view)
    if (s.tNs > this.lastSeenNs) this.lastSeenNs = s.tNs
    if (copy !== 'none') {
      r.copies++
      this.#around.tell((l) => l.onSighting?.(s, this, r, copy))
      return
    }
    this.#catchUp()
    r.idsLeftOut = r.ipId.leftOut(s.ipId)
    r.intervalBeforeNs = r.intervalNs
    const sameClock = r.leadFlow === flow && flow.lastTwinNs !== s.tNs
    r.count(flow, s.tNs, s.frameNo, s.ipId, s.advert.priority)
    if (s.advert.priority === 0) r.priorityZero++
    if (isBad) r.noteDamaged()
    if (!isDamaged) this.#learn(r, s)
    if (this.routers.length > known) this.#around.tell((l) => l.onRouter?.(r))
    this.#around.tell((l) => l.onSighting?.(s, this, r, 'none'))
    this.roles.advert(r, s, before, ipIdBefore, sameClock)
    this.#settleDown()
  }

  /** A gratuitous ARP or unsolicited NA for one of its addresses. */
  announce(logged: LoggedAnnouncement): void {
    const router = this.#announcer(logged.mac)
    const announcement: Announcement = { ...logged, router }
    const { text } = logged.address
    if (this.lastAnnouncements.size < MAX_ADDRESSES || this.lastAnnouncements.has(text))
      this.lastAnnouncements.set(text, announcement)
    if (router === undefined) return
    router.noteAnnouncement(announcement, logged)
    this.roles.announced(router, announcement)
    this.#settleDown()
  }

  /** Gives `r` the announcements since `since` that came before its first advert; true if there was one. */
  creditEarlier(r: TrackedRouter, since: Ns): boolean {
    return creditEarlier(r, since, (address, mac) => this.#around.announcementOf(this, address, mac))
  }

  /** Nothing of it could be seen until `untilNs`. */
  excuse(untilNs: Ns): void {
    for (const r of this.active) r.excusedNs = untilNs
    this.#settleDown()
  }

  /** The clock was set back to `toNs`: who was heard before was heard by then, and nobody knows how long ago. */
  setBack(toNs: Ns): void {
    this.#catchUp()
    this.lastSeenNs = ns(Math.min(this.lastSeenNs, toNs))
    for (const r of this.routers) r.setBack(toNs)
    this.roles.setBack(toNs)
    this.#settleDown()
  }

  /** Its speakers of this address live: an advert of theirs was there, and could not be read. */
  excuseSpeaker(address: Ip, atNs: Ns): void {
    const speakers = this.active.filter((r) => sameIp(r.address, address))
    if (speakers.length === 0) return
    for (const r of speakers) r.excusedNs = atNs
    this.#settleDown()
  }

  unwatch(since: Ns): void {
    this.unwatchedSinceNs = since
    this.#settleDown()
  }

  /** An input shows its segment again; nothing of it could be seen until `untilNs`, where that is given. */
  watchAgain(untilNs: Ns | undefined): void {
    this.unwatchedSinceNs = undefined
    if (untilNs !== undefined) for (const r of this.routers) r.excusedNs = untilNs
    this.#settleDown()
  }

  /** The longest that any of its routers lets another be silent. */
  get longestWaitNs(): number {
    return Math.max(...this.routers.map((r) => longestWait(r.params)))
  }

  /** Time has come to `now`. */
  due(now: Ns): void {
    this.#catchUp()
    this.roles.due(now)
    this.#settleDown()
  }

  end(now: Ns): void {
    const watchedUntil = this.unwatchedSinceNs ?? now
    this.due(watchedUntil)
    this.roles.end(watchedUntil)
    for (const r of this.routers)
      for (const flow of r.flows) {
        const repeats = flow.takeRepeats()
        if (repeats !== undefined) this.#around.tell((l) => l.onRepeats?.(flow.sighting, flow, repeats))
      }
    this.#calm = undefined
    this.deadlineNs = Number.POSITIVE_INFINITY
  }

  addPeriod(period: Period): void {
    this.periods.push(period)
    this.#bound(this.periods)
  }

  addTakeover(takeover: TakeoverInMaking): void {
    // One that had to be proven may come after a later one.
    const after = this.takeovers.findLastIndex(({ at, settled }) => settled || at <= takeover.at)
    this.takeovers.splice(after + 1, 0, takeover)
    this.#bound(this.takeovers)
  }

  removeTakeover(takeover: TakeoverInMaking): void {
    const at = this.takeovers.lastIndexOf(takeover)
    if (at >= 0) this.takeovers.splice(at, 1)
  }

  sharesAddress(addresses: readonly Ip[]): boolean {
    return addresses.some((address) => this.#addressTexts.has(address.text))
  }

  /** Takes over what another, which turned out to be the same virtual router, has seen. */
  absorb(other: TrackedVirtualRouter): void {
    for (const path of other.paths) this.paths.add(path)
    for (const ip of other.addresses) this.#addAddress(ip)
    for (const version of other.versions) this.versions.add(version)
    for (const end of other.#unicastEnds) this.#unicastEnds.add(end)
    this.#multicast ||= other.#multicast
    this.#unicast ||= other.#unicast
    for (const r of other.routers) {
      if (this.#byAddress.get(r.address.text)?.some((own) => own.mac === r.mac)) continue
      r.virtualRouter = this
      this.#enlist(r)
      if (r.period !== undefined) this.roles.active.push(r)
      for (const flow of r.flows) this.#addFlow(flow)
    }
    const kept = (r: TrackedRouter) => r.virtualRouter === this
    this.periods.push(...other.periods.filter((p) => kept(p.router)))
    this.periods.sort((a, b) => a.from - b.from)
    this.takeovers.push(...other.takeovers.filter((t) => kept(t.to)))
    this.takeovers.sort((a, b) => a.at - b.at)
    for (const twin of other.takeovers)
      if (!kept(twin.to) && twin.told !== undefined) this.#around.tell((l) => l.onTakeoverGone?.(twin))
    this.roles.absorb(other.roles)
    this.unwatchedSinceNs ??= other.unwatchedSinceNs
    this.untrackedAdverts += other.untrackedAdverts
    this.forgotten += other.forgotten
    this.#settleDown()
  }

  #passOver(tNs: Ns): void {
    this.untrackedAdverts++
    this.lastUntrackedNs = tNs
  }

  #speaker(s: Sighting): TrackedRouter | undefined {
    const sameAddress = this.#byAddress.get(s.src.text) ?? []
    const known = findSpeaker(sameAddress, s)
    if (known !== undefined) return known
    if (this.routers.length >= MAX_ROUTERS || !this.#around.admitRouter()) return undefined
    const r = new TrackedRouter(this, s, this.#configOf(s), this.#around.profile)
    r.firstSelf = this.routers.findLast((router) => isRenamed(router, s))?.firstSelf ?? r
    this.#enlist(r)
    return r
  }

  #configOf(s: Sighting): RouterConfig | undefined {
    // A router that comes back on other hardware is the node that left.
    const others = this.routers.filter(({ address, period }) => address.text !== s.src.text || period !== undefined)
    return configOf(s, this.#around.configs, new Set(others.map(({ config }) => config)))
  }

  #enlist(r: TrackedRouter): void {
    const sameAddress = this.#byAddress.get(r.address.text) ?? []
    sameAddress.push(r)
    this.#byAddress.set(r.address.text, sameAddress)
    if (sameAddress.length > 1) for (const [i, one] of sameAddress.entries()) one.ordinal = i + 1
    this.routers.push(r)
    this.#sources.add(lastWord(r.address.bytes))
  }

  #flowOf(r: TrackedRouter, s: Sighting): Flow {
    const hash = flowHashOf(s)
    for (let flow = this.#flows.get(hash); flow !== undefined; flow = flow.next)
      if (flow.router === r && flow.carries(s)) return flow
    const flow = new Flow(r, s, hash)
    if (r.flows.length < MAX_FLOWS) {
      r.flows.push(flow)
      this.#addFlow(flow)
      if (isUnicast(s)) {
        this.#unicast = true
        this.#unicastEnds.add(s.src.text).add(s.dst.text)
      } else this.#multicast = true
    }
    return flow
  }

  #addFlow(flow: Flow): void {
    flow.next = this.#flows.get(flow.hash)
    this.#flows.set(flow.hash, flow)
  }

  #equalFlow(v: FrameView, r: TrackedRouter): Flow | undefined {
    for (let flow = this.#flows.get(flowHash(v)); flow !== undefined; flow = flow.next)
      if (flow.router === r && flow !== r.leadFlow && flow.equals(v)) return flow
    return undefined
  }

  #learn(r: TrackedRouter, s: Sighting): void {
    this.versions.add(s.advert.version)
    for (const ip of s.advert.addresses) this.#addAddress(ip)
    // Its first advert with a priority: the ones before said only that it left.
    if (r.config === undefined && r.priorities.length === 0 && r.adverts > 1) r.config = this.#configOf(s)
    const last = r.lastSighting
    if (hasOtherMac(r, s)) r.mac = s.srcMac
    const changed =
      r.adverts === 1 || !samePacket(last, s) || s.hopLimit !== last.hopLimit || s.dst.text !== last.dst.text
    if (changed || r.ipId.consecutive === 1) r.learn(s)
    else r.lastSighting = s
  }

  #addAddress(ip: Ip): void {
    if (this.#addressTexts.has(ip.text) || this.addresses.length >= MAX_ADDRESSES) return
    if (!this.#around.admitAddress(this, ip)) return
    this.#addressTexts.add(ip.text)
    this.addresses.push(ip)
  }

  // A virtual MAC may be that of several routers: then the one that became Active last announces.
  #announcer(mac: Mac): TrackedRouter | undefined {
    const isShared = mac === virtualMac(this.family, this.vrid)
    const active = this.active.filter((r) => r.mac === mac || isShared)
    return active.at(-1) ?? this.routers.find((r) => r.mac === mac)
  }

  // The shadows of the others hear the last of the steady adverts: each only restarted their timers.
  #catchUp(): void {
    const r = this.#calm
    if (r === undefined || !this.#shadowsLag) return
    this.#shadowsLag = false
    for (const other of this.routers) if (other !== r) this.roles.hear(other, r, r.lastAdvertNs, r.lastSighting)
  }

  #settleDown(): void {
    if (this.unwatchedSinceNs !== undefined) {
      this.#calm = undefined
      this.deadlineNs = Number.POSITIVE_INFINITY
      return
    }
    const { calm } = this.roles
    this.#calm = calm
    this.deadlineNs = this.roles.deadline
    if (calm === undefined) return
    const interval = calm.intervalNs
    this.#steadyMin = interval / 2
    this.#steadyMax = 1.5 * interval
    this.#quietLimit = Math.max(longestWait(calm.params), this.deadlineNs - calm.lastAdvertNs)
  }

  #bound(history: unknown[]): void {
    const roomy = this.#around.admitHistory(1)
    if (history.length <= (roomy ? MAX_HISTORY : FEW_HISTORY)) return
    history.shift()
    this.#around.admitHistory(-1)
    this.forgotten++
  }
}
