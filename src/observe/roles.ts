import { type Ns, ns } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { Tell } from './listener.ts'
import type { Announcement } from './live.ts'
import { Period, type TakeoverInMaking } from './period.ts'
import type { ActivePeriod } from './record.ts'
import { restartsOnAny, wasRestartedBy } from './restarted.ts'
import type { TrackedRouter } from './router.ts'
import { intervalOf, longestWait } from './shadow.ts'
import { isRenamed } from './speakers.ts'
import { longestWaitAfter } from './successors.ts'
import { Takeovers } from './takeovers.ts'
import { graceOf, isExcused, isOverdue, LATENESS_NS, slackOf } from './tolerance.ts'
import type { TrackedVirtualRouter } from './virtual-router.ts'
import { accepts, mayPreempt, wouldYield, yieldShownAt } from './yielding.ts'

/** keepalived announces again this long after it became Active (`garp_master_delay`). */
const SECOND_ANNOUNCEMENT_NS = 5e9
/** Before everything, also before the run's epoch: damaged files have frames there. */
const NEVER_NS = Number.NEGATIVE_INFINITY as Ns

interface Departure {
  readonly router: TrackedRouter
  /** Its last advert: priority 0 may follow priority 0, and starts Skew_Time of the Backups anew. */
  readonly atNs: Ns
  /** Since when nobody is Active. */
  readonly sinceNs: Ns
  readonly endedBy: NonNullable<ActivePeriod['endedBy']>
}

/**
 * Who is Active in one virtual router. A router is Active from its first advert with a priority above 0 until it says
 * priority 0, yields, or is silent for longer than its own timer explains. What cannot be known at once (does the other
 * one yield? will an announcement follow?) is decided when a deadline of a few intervals has passed.
 */
export class Roles {
  readonly active: TrackedRouter[] = []
  readonly #vr: TrackedVirtualRouter
  readonly #tell: Tell
  readonly #takeovers: Takeovers
  /** What routers announced that seemed to be Backups, until their adverts say why or do not come. */
  readonly #claims = new Map<TrackedRouter, Announcement>()
  #lastDeparture: Departure | undefined = undefined
  #noActiveTold = true

  constructor(vr: TrackedVirtualRouter, tell: Tell) {
    this.#vr = vr
    this.#tell = tell
    this.#takeovers = new Takeovers(vr, tell)
  }

  /** An advert that is no copy. `before` is its sender's advert before this one; both on one clock, and no twins, if `sameClock`. */
  advert(r: TrackedRouter, s: Sighting, before: Ns | undefined, ipIdBefore: number, sameClock: boolean): void {
    const spacing = before === undefined ? undefined : r.spacingOf(s, before)
    if (s.advert.priority === 0) this.#leaves(r, s, before)
    else if (r.period === undefined) this.#becomesActive(r, s, before, ipIdBefore)
    else this.#goesOn(r, r.period, s, before ?? s.tNs, ipIdBefore, sameClock ? spacing : undefined)
    for (const other of this.#vr.routers) if (other !== r) this.hear(other, r, s.tNs, s)
    if (s.advert.priority === 0) r.shadow.seatBackup(s.tNs)
    else if (r.expectsYield === undefined) r.shadow.seatActive(s.tNs)
  }

  /** What the model of `y` makes of an advert of `r`, and what follows for the wire. */
  hear(y: TrackedRouter, r: TrackedRouter, atNs: Ns, s: Sighting): void {
    const { reason, reaches, isGuess } = y.acceptances.of(r)
    if (reason === undefined && !y.refuses.has(r)) {
      const { state, actions } = y.shadow.hear({ kind: 'advert', atNs, from: r.address, advert: s.advert })
      if (y.period === undefined || s.advert.priority === 0) return
      const expected = { other: r, atNs, frameNo: s.frameNo }
      if (state.name === 'Backup') y.expectsYield ??= expected
      // Who had missed an advert before this one came falls silent for another reason.
      else if (!isGuess && !isOverdue(y, atNs) && actions.some(({ kind }) => kind === 'send-advert'))
        y.expectsAssert ??= expected
    } else if (reaches && restartsOnAny(y)) {
      y.shadow.hear({ kind: 'rejected', atNs })
      if (y.period !== undefined) this.#restarted(y, y.period, r, atNs)
    }
  }

  /** What is pending in another virtual router, which turned out to be this one. */
  absorb(other: Roles): void {
    this.#takeovers.absorb(other.#takeovers)
  }

  announced(r: TrackedRouter, a: Announcement): void {
    const { takeover } = r
    if (r.period === undefined) {
      if (this.#mayBeActive(r, a) && !this.#claims.has(r)) this.#claims.set(r, a)
      return
    }
    if (takeover?.period === r.period) this.#takeovers.announced(takeover, a.tNs)
  }

  /** The only Active router, with nothing pending: its equal adverts need no thought. */
  get calm(): TrackedRouter | undefined {
    const only = this.active.length === 1 ? this.active[0]! : undefined
    if (only === undefined || only.period!.muted || !only.isPaceKnown) return undefined
    if (this.#takeovers.arePending || this.#claims.size > 0) return undefined
    return only.expectsYield === undefined && only.expectsAssert === undefined ? only : undefined
  }

  /** When something falls due without any further frame. */
  get deadline(): number {
    let earliest = Number.POSITIVE_INFINITY
    for (const x of this.active) earliest = Math.min(earliest, this.#deadlineOf(x))
    for (const [r, a] of this.#claims) earliest = Math.min(earliest, provenAt(r, a))
    return Math.min(earliest, this.#takeovers.deadline, this.#noActiveAt())
  }

  /** Time has come to `now`. */
  due(now: Ns): void {
    for (const x of [...this.active]) if (now >= this.#deadlineOf(x)) this.#overdue(x)
    for (const [r, a] of this.#claims) if (now >= provenAt(r, a)) this.#isActiveUnheard(r, a)
    this.#takeovers.due(now)
    if (now >= this.#noActiveAt()) {
      this.#noActiveTold = true
      const since = this.#nobodySince()
      this.#tell((l) => l.onNoActive?.(this.#vr, since, now))
    }
  }

  /** The input is over. */
  end(now: Ns): void {
    for (const x of [...this.active]) if (x.mayHaveYielded) this.#yields(x)
    this.#takeovers.due(Number.POSITIVE_INFINITY)
    for (const x of [...this.active]) {
      this.#silent(x, x.heardNs, now)
      this.#close(x, 'capture-end', undefined)
    }
  }

  /** The clock was set back to `toNs`. */
  setBack(toNs: Ns): void {
    for (const { period, expectsYield } of this.active) {
      period!.from = ns(Math.min(period!.from, toNs))
      if (expectsYield !== undefined) expectsYield.atNs = ns(Math.min(expectsYield.atNs, toNs))
    }
    if (this.#lastDeparture !== undefined) {
      const { atNs, sinceNs } = this.#lastDeparture
      const back = { atNs: ns(Math.min(atNs, toNs)), sinceNs: ns(Math.min(sinceNs, toNs)) }
      this.#lastDeparture = { ...this.#lastDeparture, ...back }
    }
    this.#takeovers.setBack(toNs)
  }

  #leaves(r: TrackedRouter, s: Sighting, before: Ns | undefined): void {
    const atNs = s.tNs
    this.#claims.delete(r)
    if (r.period !== undefined) {
      if (before !== undefined) this.#silent(r, before, atNs)
      r.period.lastFrameNo = s.frameNo
      // Whoever was yielding to it waits its Skew_Time now, as a Backup: the next advert is a takeover of its own.
      for (const x of [...this.active])
        if (x.expectsYield?.other === r && atNs - x.expectsYield.atNs > graceOf(x)) {
          if (x.mayHaveYielded) this.#yields(x)
          else x.expectsYield = undefined
        }
      this.#close(r, 'priority-zero', atNs)
      return
    }
    const past = r.lastPeriod
    if (past === undefined) {
      // Only an Active router says it: it was one before the capture began, or before it was heard.
      const period = new Period(r, this.#vr.watchedSinceNs, s.frameNo, undefined, false)
      period.muted = atNs - period.from > 2 * intervalOf(r.params)
      period.onlyGoodbye = period.muted
      this.#open(r, period)
      this.#silent(r, period.from, atNs)
      this.#close(r, 'priority-zero', atNs)
    } else if (past.endedBy === 'priority-zero') {
      // keepalived says it twice on a fault.
      const left = this.#lastDeparture
      if (left?.router === r && atNs >= left.atNs) this.#lastDeparture = { ...left, atNs }
    } else {
      // It had been silent, and was Active all the time.
      past.onlyGoodbye = !past.muted && !past.silencedByLower
      this.#reopen(r, atNs)
      if (before !== undefined) this.#silent(r, before, atNs)
      this.#close(r, 'priority-zero', atNs)
    }
  }

  #silent(r: TrackedRouter, from: Ns, to: Ns): void {
    if (to - from > 1.5 * intervalOf(r.params) && r.excusedNs <= from) this.#tell((l) => l.onSilence?.(r, from, to))
  }

  #goesOn(
    r: TrackedRouter,
    period: Period,
    s: Sighting,
    before: Ns,
    ipIdBefore: number,
    spacing: Ns | undefined,
  ): void {
    const gap = ns(s.tNs - before)
    r.notePace(gap)
    // An advert that shortens the interval was due by the one before.
    const interval = Math.max(intervalOf(r.params), r.intervalBeforeNs)
    if (gap > 2 * interval && s.ipId === 1 && ipIdBefore > 1) {
      this.#close(r, 'restart', before)
      this.#becomesActive(r, s, before, ipIdBefore)
      return
    }
    // None of its adverts is missing: it had yielded, and nothing but copies by a clock that is behind kept that open.
    if (r.mayHaveYielded && r.idsLeftOut === 0 && s.tNs >= yieldShownAt(r, before)) {
      this.#yields(r, before)
      this.#becomesActive(r, s, before, ipIdBefore)
      return
    }
    period.lastFrameNo = s.frameNo
    this.#silent(r, before, s.tNs)
    const { expectsYield, expectsAssert } = r
    if (expectsYield !== undefined && s.tNs - expectsYield.atNs > graceOf(r)) {
      r.expectsYield = undefined
      this.#takeovers.contest(period)
      this.#deviates('did-not-yield', r, expectsYield.other, s)
    }
    if (expectsAssert !== undefined) {
      r.expectsAssert = undefined
      if (s.tNs - expectsAssert.atNs > graceOf(r)) this.#deviates('no-assert', r, expectsAssert.other, s)
    }
    // What another advert called forth comes before its time, a restarted timer fires after it: neither tells the interval.
    const calledForth =
      r.expectsYield !== undefined || (expectsAssert !== undefined && s.tNs - expectsAssert.atNs <= graceOf(r))
    const isOwn = spacing !== undefined && !calledForth && Math.max(r.restartedNs, r.excusedNs) <= before
    if (isOwn && spacing > 0) r.intervals.add(spacing)
    if (gap > 2 * interval && r.excusedNs <= before && s.tNs - r.restartedNs > 2 * interval) {
      if (gap < this.#shortestWaitFor(r)) {
        r.late.count++
        if (gap > r.late.worstNs) r.late.worstNs = gap
      }
      this.#tell((l) => l.onLate?.(r, gap, s))
    }
  }

  #becomesActive(r: TrackedRouter, s: Sighting, before: Ns | undefined, ipIdBefore: number): void {
    const at = s.tNs
    // It has another address than before, or its first one again.
    const former = this.active.find((x) => isRenamed(x, s))
    if (former !== undefined) {
      r.firstSelf = former.firstSelf
      this.#close(former, 'restart', former.lastAdvertNs)
    }
    const silent = this.active.filter((x) => this.#isGoneFor(x, r, at))
    const staying = this.active.filter((x) => !silent.includes(x))
    for (const x of silent) this.#close(x, 'silence', x.lastAdvertNs)
    if (before !== undefined && staying.some((by) => wasRestartedBy(by, r, s, before))) {
      this.#reopen(r, at)
      r.lastPeriod!.lastFrameNo = s.frameNo
      this.#silent(r, before, at)
      return
    }

    const silenceBefore = before === undefined ? undefined : ns(at - before)
    const { lastPeriod } = r
    const isOneByOne = lastPeriod?.endedBy === 'silence' && lastPeriod.from === before
    if (silenceBefore !== undefined && isOneByOne && (r.idsLeftOut === 0 || s.ipId <= 0)) r.notePause(silenceBefore)
    const period = new Period(r, at, s.frameNo, silenceBefore, r.idsLeftOut !== undefined)
    this.#claims.delete(r)
    const wasLast = this.#lastDeparture
    this.#open(r, period)
    const takeover = this.#takeovers.open(period, staying)
    if (staying.length > 0) this.#besideOthers(takeover, staying, at, s)
    else if (silent.length > 0)
      this.#takeovers.succeeds(takeover, latest(silent), silent.some(isExcused) ? 'unknown' : 'timeout')
    else if (wasLast === undefined) this.#takeovers.begins(takeover)
    else this.#afterDeparture(takeover, wasLast, ipIdBefore, s.ipId)
  }

  // Others are Active. Whoever accepts this advert and is outranked will yield; if all do, it is a takeover.
  #besideOthers(takeover: TakeoverInMaking, staying: TrackedRouter[], at: Ns, s: Sighting): void {
    const r = takeover.to
    const from = latest(staying)
    if (staying.every((x) => wouldYield(x, r, at, s))) {
      const right = mayPreempt(r, s) ? 'preemption' : 'unknown'
      this.#takeovers.succeeds(takeover, from, r.priority > from.priority ? right : 'tie-break')
    } else if (staying.length === 1 && !this.#isExplained(from, at) && accepts(from, r) && isOverdue(from, at)) {
      // It missed an advert already, and the newcomer had no right to come yet.
      this.#takeovers.succeeds(takeover, from, 'unknown')
    } else this.#takeovers.splits(takeover)
  }

  #afterDeparture(takeover: TakeoverInMaking, left: Departure, ipIdBefore: number, ipId: number): void {
    const { to, at } = takeover
    const gap = at - left.atNs
    const wait = to.activeDownNs(left.router)
    const fresh = (ipId === 1 && ipIdBefore > 1) || this.#showedFreshStart(to, left.atNs)
    if (fresh && gap > wait + slackOf(to)) {
      this.#takeovers.starts(takeover)
    } else if (left.endedBy === 'priority-zero') {
      // Long after it no timer explains the newcomer, unless somebody had started it.
      this.#takeovers.succeeds(takeover, left.router, gap <= 2 * wait ? 'priority-zero' : 'unknown', left.atNs)
    } else if (left.router.firstSelf === to.firstSelf) {
      // It comes back to what nobody took from it.
      this.#takeovers.forget(takeover)
    } else this.#takeovers.succeeds(takeover, left.router, gap <= 2 * wait ? 'timeout' : 'unknown', left.atNs)
  }

  #open(r: TrackedRouter, period: Period): void {
    r.period = period
    r.expectsYield = undefined
    r.expectsAssert = undefined
    this.active.push(r)
    this.#noActiveTold = false
    this.#tell((l) => l.onActive?.(period))
    this.#vr.addPeriod(period)
  }

  #close(x: TrackedRouter, endedBy: NonNullable<ActivePeriod['endedBy']>, to: Ns | undefined): void {
    const period = x.period!
    period.to = to === undefined ? undefined : ns(Math.max(to, period.from))
    period.endedBy = endedBy
    x.lastPeriod = period
    x.period = undefined
    x.expectsYield = undefined
    x.expectsAssert = undefined
    x.restartedNs = NEVER_NS
    x.refuses.clear()
    x.didNotYieldTo.clear()
    x.didNotAnswer.clear()
    for (const other of this.#vr.routers) {
      other.didNotYieldTo.delete(x)
      other.didNotAnswer.delete(x)
      other.refuses.delete(x)
    }
    this.active.splice(this.active.indexOf(x), 1)
    // After a restart its latest advert is already one of the new life.
    const atNs = endedBy === 'restart' ? period.to! : x.lastAdvertNs
    if (this.active.length === 0) this.#lastDeparture = { router: x, atNs, sinceNs: atNs, endedBy }
    this.#takeovers.reconcile(period)
    this.#tell((l) => l.onPeriodEnd?.(period))
  }

  // Nobody else advertises now, or it is known to have become Active a moment ago: its adverts get lost.
  #isActiveUnheard(r: TrackedRouter, { tNs, frameNo }: Announcement): void {
    this.#claims.delete(r)
    const past = r.lastPeriod!
    if (this.active.length === 0 || r.period !== undefined) return
    if (Math.abs(tNs - past.from - SECOND_ANNOUNCEMENT_NS) <= LATENESS_NS) {
      this.#reopen(r, tNs)
      return
    }
    // It may have been a Backup in between: nothing before the announcement is proven.
    const period = new Period(r, tNs, frameNo, undefined, false)
    period.muted = true
    this.#open(r, period)
    this.#refusesAll(r, tNs)
  }

  // The silence of a router that was taken for a Backup turns out to be that of a muted Active one.
  #reopen(r: TrackedRouter, atNs: Ns): void {
    const period = r.lastPeriod!
    period.to = undefined
    period.endedBy = undefined
    period.yieldedTo = undefined
    period.muted = true
    r.period = period
    this.active.push(r)
    this.#takeovers.reopened(period)
    this.#refusesAll(r, atNs)
  }

  #refusesAll(r: TrackedRouter, atNs: Ns): void {
    r.shadow.seatActive(atNs)
    r.restartedNs = atNs
    const others = this.active.filter((other) => other !== r)
    if (others.length === 0) return
    const by = latest(others)
    // Their adverts since then have restarted its timer already.
    r.restartedNs = ns(Math.max(atNs, by.lastAdvertNs))
    for (const other of others) {
      r.refuses.add(other)
      doubtKeys(r, other)
      // Keys that differ do so both ways.
      if (other.acceptances.of(r).isGuess) other.refuses.add(r)
    }
    this.#tell((l) => l.onMuted?.(r, by, atNs))
  }

  // An announcement long after it seemed to yield: only an Active router makes one.
  #mayBeActive(r: TrackedRouter, a: Announcement): boolean {
    const past = r.lastPeriod
    if (past?.endedBy !== 'yielded' || past.to === undefined || this.active.length === 0) return false
    return !this.#vr.sharesMac(r) && a.tNs - past.to > intervalOf(r.params)
  }

  // A rejected advert restarts the Adver_Timer, if that had not run out before: then silence has another reason.
  #restarted(y: TrackedRouter, period: Period, by: TrackedRouter, atNs: Ns): void {
    const firesAt = Math.max(y.lastAdvertNs, y.restartedNs) + intervalOf(y.params)
    if (atNs > firesAt + slackOf(y)) return
    y.restartedNs = atNs
    if (period.muted || !isOverdue(y, atNs)) return
    period.muted = true
    this.#tell((l) => l.onMuted?.(y, by, atNs))
  }

  /** Its silence is that of a timer that rejected adverts restart. */
  #isExplained(x: TrackedRouter, atNs: Ns): boolean {
    return x.restartedNs > x.lastAdvertNs && atNs - x.restartedNs <= 1.5 * intervalOf(x.params) + slackOf(x)
  }

  #isGoneFor(x: TrackedRouter, r: TrackedRouter, atNs: Ns): boolean {
    const down = r.activeDownNs(x)
    // At short intervals the slack is longer than the wait: that nothing was missed yet still tells.
    const atLeast = Math.max(down - slackOf(r), Math.min(down, 1.5 * intervalOf(x.params)))
    return !this.#isExplained(x, atNs) && atNs - x.lastAdvertNs >= atLeast
  }

  #deadlineOf(x: TrackedRouter): number {
    const interval = intervalOf(x.params)
    const heard = Math.max(x.heardNs, x.excusedNs)
    if (x.expectsYield !== undefined) return yieldShownAt(x, heard)
    const since = Math.max(heard, x.restartedNs)
    return since + (this.active.length === 1 ? longestWait(x.params) : 3.5 * interval) + slackOf(x)
  }

  #overdue(x: TrackedRouter): void {
    if (x.expectsYield !== undefined) {
      this.#yields(x)
      return
    }
    const { expectsAssert } = x
    const period = x.period!
    const lastSeen = period.muted ? ns(Math.max(x.restartedNs, x.lastAdvertNs)) : x.lastAdvertNs
    const frameNo = x.lastFrameNo
    const hasLeft = (x.host?.lastLeaveNs ?? NEVER_NS) > lastSeen
    const by = hasLeft || expectsAssert?.other.period === undefined ? undefined : expectsAssert.other
    period.silencedByLower = by !== undefined
    this.#close(x, 'silence', lastSeen)
    if (by === undefined) return
    this.#tell((l) => l.onDeviation?.({ kind: 'yielded-wrongly', router: x, other: by, tNs: lastSeen, frameNo }))
  }

  #yields(x: TrackedRouter, lastNs = x.lastAdvertNs): void {
    const { other, atNs } = x.expectsYield!
    x.period!.yieldedTo = other
    x.doubts.delete(other)
    other.doubts.delete(x)
    this.#close(x, 'yielded', ns(Math.max(atNs, lastNs)))
  }

  #noActiveAt(): number {
    if (this.#noActiveTold || this.active.length > 0 || this.#lastDeparture === undefined)
      return Number.POSITIVE_INFINITY
    const { router } = this.#lastDeparture
    return this.#nobodySince() + longestWaitAfter(router) + slackOf(router)
  }

  // A gap of the capture may have hidden that somebody follows; and who is not followed by us may be Active.
  #nobodySince(): Ns {
    const { router, sinceNs } = this.#lastDeparture!
    return ns(Math.max(sinceNs, router.excusedNs, this.#vr.lastUntrackedNs))
  }

  #deviates(kind: 'did-not-yield' | 'no-assert', router: TrackedRouter, other: TrackedRouter, s: Sighting): void {
    const told = kind === 'did-not-yield' ? router.didNotYieldTo : router.didNotAnswer
    if (told.has(other)) return
    told.add(other)
    if (router.acceptances.of(other).isGuess) {
      doubtKeys(router, other)
      return
    }
    this.#tell((l) => l.onDeviation?.({ kind, router, other, tNs: s.tNs, frameNo: s.frameNo }))
  }

  #shortestWaitFor(r: TrackedRouter): number {
    let shortest: number = r.activeDownNs(r)
    for (const other of this.#vr.routers) if (other !== r) shortest = Math.min(shortest, other.activeDownNs(r))
    return shortest
  }

  #showedFreshStart(r: TrackedRouter, since: Ns): boolean {
    const host = r.host
    if (host === undefined) return false
    const latest = Math.max(host.lastJoinNs ?? NEVER_NS, host.lastProbeNs ?? NEVER_NS)
    return latest > since && host.lastNs > since
  }
}

/** When a router that announced should have been heard, had it just become Active. */
const provenAt = (r: TrackedRouter, { tNs }: Announcement): number => tNs + intervalOf(r.params) + slackOf(r)

const doubtKeys = (one: TrackedRouter, other: TrackedRouter): void => {
  one.doubts.add(other)
  other.doubts.add(one)
}

const latest = (routers: readonly TrackedRouter[]): TrackedRouter =>
  routers.reduce((a, b) => (b.lastAdvertNs > a.lastAdvertNs ? b : a), routers[0]!)
