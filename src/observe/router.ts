import type { RouterConfig } from '../config/model.ts'
import { compareIp, type Ip, isMulticast, type Mac } from '../core/address.ts'
import { type Cs, cs, NS_PER_CS, NS_PER_MS, NS_PER_SEC, type Ns, ns, nsFromCs } from '../core/time.ts'
import { type Params, paramsOf } from '../model/params.ts'
import type { AuthKind, ChecksumReading, Sighting } from '../wire/facts.ts'
import { AcceptanceTable } from './acceptance.ts'
import { asRun } from './configured.ts'
import type { Flow } from './flow.ts'
import { assumedConfig, type Guess, guessProfile } from './guess.ts'
import { IntervalHistogram } from './intervals.ts'
import { IpIdCounter } from './ip-id.ts'
import type { Announcement, LiveFlow, LiveHost, LiveRouter, SentAdvert } from './live.ts'
import type { Period, TakeoverInMaking } from './period.ts'
import { followedAdvert, intervalOf, pacedBy, Shadow, uncutInterval, waitAfter } from './shadow.ts'
import type { LoggedAnnouncement } from './surroundings.ts'
import { LATENESS_NS } from './tolerance.ts'
import type { TrackedVirtualRouter } from './virtual-router.ts'

const RECENT = 8
/** So many tell a median from a first advert that was late. */
const ENOUGH_INTERVALS = 8
const MIN_INTERVAL_NS = 10 * NS_PER_MS
const MAX_PRIORITIES = 64
const MAX_ANNOUNCED = 1024

/** An advert of the router that others will deliver copies of. */
interface RecentAdvert {
  tNs: Ns
  frameNo: number
  ipId: number
  number: number
  priority: number
}

/** What the state machine expects of an Active router that heard an advert. */
export interface Expectation {
  readonly other: TrackedRouter
  atNs: Ns
  readonly frameNo: number
}

/** One speaker of a virtual router: what it sent, and what its model makes of what it heard. */
export class TrackedRouter implements LiveRouter {
  virtualRouter: TrackedVirtualRouter
  readonly address: Ip
  mac: Mac | undefined
  /** 0 while it is the only one of its address. */
  ordinal = 0
  config: RouterConfig | undefined
  firstSelf: TrackedRouter = this

  readonly priorities: number[] = []
  priority = 0
  readonly versions = new Set<number>()
  adverts = 0
  copies = 0
  priorityZero = 0
  readonly firstSeenNs: Ns
  lastAdvertNs: Ns
  lastFrameNo: number
  advertised: Cs
  readonly intervals = new IntervalHistogram()
  late = { count: 0, worstNs: 0 as Ns }
  auth: AuthKind = 'none'
  checksum: ChecksumReading | 'bad' | 'unknown' = 'unknown'
  lastSighting: Sighting
  readonly ipId = new IpIdCounter()
  readonly flows: Flow[] = []
  /** The flow that delivered the current advert first: intervals are measured on its clock. */
  leadFlow: Flow | undefined = undefined
  period: Period | undefined = undefined
  lastPeriod: Period | undefined = undefined
  readonly announced = new Map<string, Announcement>()

  /** Configuration in force: given, or assumed from its adverts. `params` are of it. */
  settings: RouterConfig
  params: Params
  profile: {
    readonly profile: Guess['profile']
    readonly profileSource: 'config' | Guess['source']
    readonly why: string
  }
  /** Counts changes of what it sends and demands, for caches. */
  generation = 0
  readonly acceptances = new AcceptanceTable(this)
  readonly shadow: Shadow

  /** Set while an advert of another should have made it yield, or answer. */
  expectsYield: Expectation | undefined = undefined
  expectsAssert: Expectation | undefined = undefined
  /** When a rejected advert restarted its Adver_Timer last, and whose. */
  restartedNs = Number.NEGATIVE_INFINITY as Ns
  /** Until when a gap of the capture, or an advert that could not be read, explains its silence. */
  excusedNs = Number.NEGATIVE_INFINITY as Ns
  /** Whom it did not obey or answer in this Active period: each is told once. */
  readonly didNotYieldTo = new Set<TrackedRouter>()
  readonly didNotAnswer = new Set<TrackedRouter>()
  /** Whose adverts it must be rejecting, for a reason that no packet shows (an AH key). */
  readonly refuses = new Set<TrackedRouter>()
  /** With whom it may have no key in common: one of the two went on as if it had not heard the other. */
  readonly doubts = new Set<TrackedRouter>()
  /** Its latest takeover. */
  takeover: TakeoverInMaking | undefined = undefined
  idsLeftOut: number | undefined = undefined
  /** What the advert before its latest one advertised: when the latest was due. */
  intervalBeforeNs = 0 as Ns

  readonly #recent: RecentAdvert[] = []
  #damaged = { count: 0, number: 0 }
  #lastVersion: number
  readonly #lastOfVersion = new Map<number, Ns>()
  #announcementsBySource: number[] = []
  #routerFlag = false
  /** The observed interval of an FRR in version 2. */
  #pace: Cs | undefined = undefined
  /** The observed interval of a router that is silent for longer than any Backup waits after each of its adverts. */
  #slowPace: Cs | undefined = undefined
  #lastPause = 0 as Ns
  readonly #forcedProfile: Guess['profile'] | undefined

  constructor(
    virtualRouter: TrackedVirtualRouter,
    s: Sighting,
    config: RouterConfig | undefined,
    forced: Guess['profile'] | undefined,
  ) {
    this.virtualRouter = virtualRouter
    this.address = s.src
    this.mac = s.srcMac
    this.config = config
    this.#forcedProfile = forced
    this.firstSeenNs = s.tNs
    this.lastAdvertNs = s.tNs
    this.lastFrameNo = s.frameNo
    this.lastSighting = s
    this.#lastVersion = s.advert.version
    this.advertised = s.advert.maxAdvertInterval
    this.priority = s.advert.priority
    this.profile = this.#decideProfile(s)
    this.settings = this.#settingsFrom(s)
    this.params = paramsOf(this.settings, this.address)
    this.shadow = new Shadow(this.params, s.tNs)
  }

  get name(): string {
    return this.ordinal === 0 ? this.address.text : `${this.address.text}#${this.ordinal}`
  }

  get intervalNs(): Ns {
    return intervalOf(this.params)
  }

  get announcements(): number {
    return this.#announcementsBySource.reduce((most, count) => Math.max(most, count ?? 0), 0)
  }

  get host(): LiveHost | undefined {
    return this.mac === undefined ? undefined : this.virtualRouter.hostOf(this.mac)
  }

  activeDownNs(of: LiveRouter): Ns {
    return waitAfter(this.#paramsTowards(of), of.address, followedAdvert(of, this.priority))
  }

  skewNs(of: LiveRouter): Ns {
    return waitAfter(this.params, of.address, { ...followedAdvert(of), priority: 0 })
  }

  /** An advert should have made it yield, and it was not heard since. Who did not obey that one before is not believed to. */
  get mayHaveYielded(): boolean {
    return this.expectsYield !== undefined && !this.didNotYieldTo.has(this.expectsYield.other)
  }

  /** Whether an advert of this router makes an Active `other` yield (RFC 9568 6.4.3). */
  outranks(other: TrackedRouter): boolean {
    if (this.priority !== other.priority) return this.priority > other.priority
    return compareIp(this.address, other.address) > 0
  }

  /** The number of the advert that `s` repeats: one this flow has not delivered yet. Undefined: an advert of its own. */
  copiedAdvert(s: Sighting, flow: Flow): number | undefined {
    const lead = this.leadFlow
    const isElsewhere = lead !== undefined && flow.source !== lead.source
    // A file that begins where another one ended shows what came later, also where ids begin again.
    if (isElsewhere && !this.virtualRouter.watchedTogether(flow.source, lead.source)) return undefined
    const intervalNs = Math.max(MIN_INTERVAL_NS, nsFromCs(this.advertised))
    // An IP id names the advert, however far apart the clocks are; unicast copies may be numbered one by one by a kernel.
    const named = s.ipId > 0 && flow.dst.text === lead?.dst.text
    const windowNs = named ? RECENT * intervalNs : Math.min(NS_PER_SEC, intervalNs / 2)
    const recent = this.#recent.find(
      (r) =>
        Math.abs(s.tNs - r.tNs) < windowNs &&
        r.number > flow.delivered &&
        r.priority === s.advert.priority &&
        (!named || r.ipId === s.ipId),
    )
    if (recent !== undefined || !named || !isElsewhere) return recent?.number
    const behind = this.ipId.behind(s.ipId)
    return behind !== undefined && this.adverts - behind > flow.delivered ? this.adverts - behind : undefined
  }

  /** How many adverts up to its latest one had a checksum that fits no reading. */
  get damagedInRow(): number {
    return this.#damaged.number === this.adverts ? this.#damaged.count : 0
  }

  noteDamaged(): void {
    const { count, number } = this.#damaged
    this.#damaged = { count: number === this.adverts - 1 ? count + 1 : 1, number: this.adverts }
  }

  /** Whether `s` is, by its IP id, one of its latest adverts again, however many came since. */
  saidBefore({ ipId, tNs, advert }: Sighting, withinNs: number): boolean {
    const isSame = (r: RecentAdvert): boolean => r.ipId === ipId && r.priority === advert.priority
    return ipId > 0 && this.#recent.some((r) => isSame(r) && tNs >= r.tNs && tNs - r.tNs <= withinNs)
  }

  /** When it was last heard anywhere, on whatever clock. */
  get heardNs(): Ns {
    let latest = this.lastAdvertNs
    for (const { lastNs } of this.flows) if (lastNs > latest) latest = lastNs
    return latest
  }

  /** The clock was set back to `toNs`; what is measured from before to after would be nonsense. */
  setBack(toNs: Ns): void {
    this.lastAdvertNs = ns(Math.min(this.lastAdvertNs, toNs))
    for (const flow of this.flows) flow.lastNs = ns(Math.min(flow.lastNs, toNs))
    this.excusedNs = ns(toNs + 1)
  }

  /** Counts an advert that is no copy, decoded or steady. */
  count(flow: Flow, tNs: Ns, frameNo: number, ipId: number, priority: number): void {
    this.adverts++
    this.lastAdvertNs = tNs
    this.lastFrameNo = frameNo
    // Storing a reference costs more than to see that it is there.
    if (this.leadFlow !== flow) this.leadFlow = flow
    // A network that doubles frames may take longer to than twins are apart.
    if (ipId > 0 && ipId === this.ipId.last && this.ipId.consecutive > 0) flow.delivered = this.adverts
    else this.deliver(flow, this.adverts, tNs)
    this.ipId.note(ipId)
    if (this.#recent.length < RECENT) this.#recent.push({ tNs, frameNo, ipId, number: this.adverts, priority })
    else {
      const slot = this.#recent[this.adverts % RECENT]!
      slot.tNs = tNs
      slot.frameNo = frameNo
      slot.ipId = ipId
      slot.number = this.adverts
      slot.priority = priority
    }
  }

  /** `flow` delivers the advert of this number; those between its last one and this never came, or come no more. */
  deliver(flow: Flow, number: number, tNs: Ns): void {
    const left = number - flow.delivered - 1
    if (left > 0) flow.noteMissed(this.#numbered(flow.delivered + 1, number - 1), left)
    flow.deliver(number, tNs)
  }

  undelivered(flow: LiveFlow | undefined): readonly SentAdvert[] {
    return this.#numbered((flow?.delivered ?? 0) + 1, this.adverts)
  }

  #numbered(first: number, last: number): readonly SentAdvert[] {
    const found = this.#recent.filter(({ number }) => number >= first && number <= last)
    return found.sort((a, b) => a.number - b.number).map(({ tNs, frameNo }) => ({ tNs, frameNo }))
  }

  /** Takes over what a decoded advert says of its sender. */
  learn(s: Sighting): void {
    const { advert } = s
    this.lastSighting = s
    this.mac ??= s.srcMac
    this.versions.add(advert.version)
    this.auth = advert.auth
    this.checksum = readingOf(s)
    if (advert.priority !== 0) {
      this.advertised = advert.maxAdvertInterval
      this.priority = advert.priority
      if (!this.priorities.includes(advert.priority) && this.priorities.length < MAX_PRIORITIES)
        this.priorities.push(advert.priority)
    }
    this.tune()
  }

  /** Works out anew what it is and demands. */
  tune(): void {
    this.generation++
    this.profile = this.#decideProfile(this.lastSighting)
    this.settings = this.#settingsFrom(this.lastSighting)
    this.#retune()
  }

  #retune(): void {
    this.params = paramsOf(this.settings, this.address)
    this.params = pacedBy(this.params, this.#slowPace ?? (this.#hasCutInterval ? this.#pace : undefined))
    this.shadow.retune(this.params)
  }

  /**
   * How long `s` comes after the one before of its version: a router of both sends each at its interval (RFC 9568 8.4).
   * `before` is its latest advert.
   */
  spacingOf({ tNs, advert: { version } }: Sighting, before: Ns): Ns | undefined {
    const isOther = version !== this.#lastVersion
    this.#lastOfVersion.set(this.#lastVersion, before)
    this.#lastVersion = version
    const spacing = ns(tNs - (this.#lastOfVersion.get(version) ?? Number.NEGATIVE_INFINITY))
    // It may have spoken the other version alone in between.
    return isOther && spacing > 2 * this.intervalNs ? undefined : spacing
  }

  /** Its advert came `gap` after the one before: that, too, tells an interval of which the adverts carry a part. */
  notePace(gap: Ns): void {
    this.#lastPause = ns(0)
    if (this.#slowPace !== undefined && gap <= nsFromCs(this.advertised) + LATENESS_NS) {
      this.#slowPace = undefined
      this.#retune()
    }
    if (!this.#hasCutInterval) return
    // Of a first gap only a long one counts: a short one may be an answer.
    const first = gap > nsFromCs(this.advertised) ? gap : undefined
    const pace = uncutInterval(this.advertised, this.intervals.quantile(0.5) ?? first)
    if (pace === this.#pace) return
    this.#pace = pace
    this.#retune()
  }

  /** One advert was all it said since a silence, and `pause` later comes the next. Two alike are its pace, whatever it says. */
  notePause(pause: Ns): void {
    const before = this.#lastPause
    this.#lastPause = pause
    if (Math.abs(pause - before) > LATENESS_NS) return
    if (this.#slowPace === undefined) this.intervals.add(before)
    this.intervals.add(pause)
    this.#slowPace = cs(Math.round(pause / NS_PER_CS))
    this.#retune()
  }

  /** How far apart its adverts are needs no more thought. */
  get isPaceKnown(): boolean {
    return !this.#hasCutInterval || this.intervals.count >= ENOUGH_INTERVALS
  }

  noteAnnouncement(a: Announcement, { source, routerFlag }: LoggedAnnouncement): void {
    this.#announcementsBySource[source] = (this.#announcementsBySource[source] ?? this.#announcedBefore(source)) + 1
    if (this.announced.size < MAX_ANNOUNCED || this.announced.has(a.address.text)) this.announced.set(a.address.text, a)
    if (routerFlag && !this.#routerFlag) {
      this.#routerFlag = true
      this.tune()
    }
  }

  // A file that begins where another one ended counts on; one beside it shows the same ones.
  #announcedBefore(source: number): number {
    const before = this.#announcementsBySource.filter((_, other) => !this.virtualRouter.watchedTogether(other, source))
    return before.reduce((most, count) => Math.max(most, count), 0)
  }

  /** One of them turned out to be of another router with the same MAC. */
  retractAnnouncement(source: number): void {
    this.#announcementsBySource[source] = Math.max(0, (this.#announcementsBySource[source] ?? 0) - 1)
  }

  // Of a Backup that was not heard yet: it has the interval of the Active one, or would reject its adverts.
  #paramsTowards(of: LiveRouter): Params {
    if (!this.#hasCutInterval || this.#pace !== undefined) return this.params
    return pacedBy(this.params, uncutInterval(of.advertised, of.intervals.quantile(0.5)))
  }

  get #hasCutInterval(): boolean {
    const { version, profile } = this.params
    return this.config === undefined && version === 2 && profile.name.startsWith('frr')
  }

  #decideProfile(s: Sighting): TrackedRouter['profile'] {
    if (this.config !== undefined)
      return { profile: this.config.profile, profileSource: 'config', why: `configuration of ${this.config.node}` }
    if (this.#forcedProfile !== undefined)
      return { profile: this.#forcedProfile, profileSource: 'assumed', why: 'given on the command line' }
    const guess = guessProfile(s, this.ipId, this.#routerFlag)
    return { profile: guess.profile, profileSource: guess.source, why: guess.why }
  }

  #settingsFrom(last: Sighting): RouterConfig {
    const priority = this.priority || (this.config?.priority ?? 100)
    // The interval in a priority 0 is nobody's (RFC 9568 6.4.2).
    const s = { ...last, advert: { ...last.advert, maxAdvertInterval: this.advertised } }
    if (this.config !== undefined) return { ...asRun(this.config, s), priority }
    const destinations = new Map<string, Ip>()
    for (const flow of this.flows) if (!isMulticast(flow.dst)) destinations.set(flow.dst.text, flow.dst)
    if (!isMulticast(s.dst)) destinations.set(s.dst.text, s.dst)
    return assumedConfig(s, priority, this.profile.profile, isMulticast(s.dst) ? [] : [...destinations.values()])
  }
}

function readingOf({ advert }: Sighting): ChecksumReading | 'bad' | 'unknown' {
  if (advert.checksums === undefined) return 'unknown'
  return advert.checksums[0] ?? 'bad'
}
