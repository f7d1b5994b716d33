import { type Ns, ns } from '../core/time.ts'
import type { Tell } from './listener.ts'
import { type Period, TakeoverInMaking } from './period.ts'
import type { TrackedRouter } from './router.ts'
import { intervalOf } from './shadow.ts'
import { graceOf, slackOf } from './tolerance.ts'
import type { TrackedVirtualRouter } from './virtual-router.ts'

/**
 * The takeovers of one virtual router while they are not settled: whether the other one yields, and whether an
 * announcement follows, shows within a few intervals. Until then cause and predecessor may change.
 */
export class Takeovers {
  readonly #vr: TrackedVirtualRouter
  readonly #tell: Tell
  readonly #unsettled: TakeoverInMaking[] = []

  constructor(vr: TrackedVirtualRouter, tell: Tell) {
    this.#vr = vr
    this.#tell = tell
  }

  get arePending(): boolean {
    return this.#unsettled.length > 0
  }

  get deadline(): number {
    return this.#unsettled.reduce((earliest, { settleAt }) => Math.min(earliest, settleAt), Number.POSITIVE_INFINITY)
  }

  due(now: number): void {
    for (const takeover of [...this.#unsettled]) if (now >= takeover.settleAt) this.#settle(takeover)
  }

  /** A period has begun; `staying` are Active too. One of the next four says what it is. */
  open(period: Period, staying: readonly TrackedRouter[]): TakeoverInMaking {
    const { router, from } = period
    const interval = intervalOf(router.params)
    const early = from - this.#vr.watchedSinceNs <= 1.1 * interval
    const takeover = new TakeoverInMaking(period, ns(from + 4.5 * interval), early)
    takeover.rivals = staying.map((x) => x.period!)
    takeover.beside = [...staying]
    router.takeover = takeover
    // FRR over IPv6 may announce up to an interval before its first advert is seen.
    takeover.announcedBefore = this.#vr.creditEarlier(router, ns(from - 1.1 * interval))
    if (takeover.announcedBefore) takeover.announceDelay = ns(0)
    return takeover
  }

  /** Nobody was Active, and nobody is known to have left. */
  begins(takeover: TakeoverInMaking): void {
    const { to, at } = takeover
    takeover.cause = 'startup'
    const watched = at - this.#vr.watchedSinceNs
    const isShown = takeover.announceDelay !== undefined && !mayHaveBeenActive(takeover)
    takeover.needsEvidence = !isShown && watched < to.activeDownNs(to) - slackOf(to)
    if (takeover.needsEvidence) takeover.settleAt = ns(at + intervalOf(to.params) / 2)
    this.#pend(takeover)
  }

  /** A start that something else than silence proves. */
  starts(takeover: TakeoverInMaking): void {
    takeover.cause = 'startup'
    this.#pend(takeover)
  }

  /** It takes over from `from`, whose last advert was at `leftNs`. */
  succeeds(
    takeover: TakeoverInMaking,
    from: TrackedRouter,
    cause: TakeoverInMaking['cause'],
    leftNs = from.lastAdvertNs,
  ): void {
    const { to, at } = takeover
    takeover.from = from
    takeover.cause = cause
    // Where time ran backwards, or nobody knows when the one before fell silent, there is nothing to measure.
    const isUnknown = at < leftNs || from.excusedNs > leftNs
    takeover.expectedGap = expectedGap(to, from, cause)
    takeover.unseen = isUnknown ? 0 : advertsBefore(takeover, at - leftNs)
    takeover.gap = isUnknown || takeover.unseen > 0 ? undefined : ns(at - leftNs)
    this.#pend(takeover)
  }

  /** It stands beside others that stay Active. */
  splits(takeover: TakeoverInMaking): void {
    becomeSplit(takeover)
    this.#pend(takeover)
  }

  /** It was no takeover at all. */
  forget(takeover: TakeoverInMaking): void {
    const at = this.#unsettled.indexOf(takeover)
    if (at >= 0) this.#unsettled.splice(at, 1)
    this.#vr.removeTakeover(takeover)
    if (takeover.to.takeover === takeover) takeover.to.takeover = undefined
    if (takeover.told !== undefined) this.#tell((l) => l.onTakeoverGone?.(takeover))
  }

  /** The clock was set back to `toNs`: what is pending waits from there. */
  setBack(toNs: Ns): void {
    for (const takeover of this.#unsettled) {
      const { at, settleAt } = takeover
      takeover.settleAt = ns(Math.min(settleAt, toNs + (settleAt - at)))
    }
  }

  /** Its router announced an address: the delay, and the evidence of a start-up. */
  announced(takeover: TakeoverInMaking, atNs: Ns): void {
    if (takeover.announceDelay !== undefined) return
    takeover.announceDelay = ns(Math.max(0, atNs - takeover.at))
    if (!this.#unsettled.includes(takeover)) return
    if (takeover.needsEvidence) {
      takeover.needsEvidence = false
      this.#vr.addTakeover(takeover)
    }
    this.#seen(takeover)
  }

  /** `period` goes on although it should have ended: whoever took over from it stands beside it. */
  contest(period: Period): void {
    for (const takeover of this.#unsettled)
      if (takeover.rivals.includes(period) && takeover.cause !== 'startup') this.#becomesSplit(takeover)
  }

  /** The same of a period that seemed to have ended long ago. */
  reopened(period: Period): void {
    for (const takeover of this.#vr.takeovers)
      if (takeover.from === period.router && takeover.rivals.includes(period)) this.#becomesSplit(takeover)
  }

  /** `period` ended after all at the time of a takeover that looked like a split. */
  reconcile(period: Period): void {
    for (const takeover of this.#unsettled) {
      if (takeover.cause !== 'split' || !takeover.rivals.includes(period)) continue
      const gone = takeover.rivals.every(
        (rival) => rival.to !== undefined && rival.to <= takeover.at + graceOf(rival.router),
      )
      const { router } = period
      if (!gone || router.lastAdvertNs > takeover.at + graceOf(router)) continue
      const tie = takeover.to.priority === router.priority
      this.succeeds(takeover, router, period.endedBy === 'yielded' && tie ? 'tie-break' : 'unknown')
    }
  }

  /** Those of another virtual router, which turned out to be this one. */
  absorb(other: Takeovers): void {
    const moved = other.#unsettled.filter(({ to }) => to.virtualRouter === this.#vr)
    this.#unsettled.push(...moved)
    other.#unsettled.length = 0
  }

  #pend(takeover: TakeoverInMaking): void {
    if (!this.#unsettled.includes(takeover)) {
      this.#unsettled.push(takeover)
      if (!takeover.needsEvidence) this.#vr.addTakeover(takeover)
    }
    this.#seen(takeover)
  }

  #becomesSplit(takeover: TakeoverInMaking): void {
    becomeSplit(takeover)
    this.#seen(takeover)
  }

  #seen(takeover: TakeoverInMaking): void {
    const { from, cause, told } = takeover
    if (isDoubtful(takeover) || (told !== undefined && told.from === from && told.cause === cause)) return
    takeover.told = { from, cause }
    this.#tell((l) => l.onTakeoverSeen?.(takeover))
  }

  #settle(takeover: TakeoverInMaking): void {
    if (isDoubtful(takeover)) {
      if (mayHaveBeenActive(takeover))
        takeover.period.from = ns(Math.min(takeover.period.from, this.#vr.watchedSinceNs))
      this.forget(takeover)
      return
    }
    this.#unsettled.splice(this.#unsettled.indexOf(takeover), 1)
    takeover.settled = true
    this.#tell((l) => l.onTakeover?.(takeover))
  }
}

// What is announced later than at once is announced again, and so may be what is before its first advert: neither proves a
// beginning.
const mayHaveBeenActive = ({ early, announcedBefore, announceDelay, to }: TakeoverInMaking): boolean =>
  early && (announcedBefore || announceDelay === undefined || announceDelay > intervalOf(to.params) / 2)

/** Nothing shows yet that it became Active just now. */
const isDoubtful = (takeover: TakeoverInMaking): boolean =>
  takeover.needsEvidence || (mayHaveBeenActive(takeover) && takeover.cause === 'split')

/**
 * How many adverts the newcomer had sent before the first one that is shown, by its IP ids: they explain by how much it
 * seems to come too late. keepalived counts from 1.
 */
function advertsBefore({ to, expectedGap }: TakeoverInMaking, gap: number): number {
  const sent = to.adverts === 1 ? to.ipId.last - 1 : (to.idsLeftOut ?? 0)
  if (sent < 1 || expectedGap === undefined) return 0
  const interval = intervalOf(to.params)
  return Math.abs(gap - expectedGap.max - sent * interval) < interval / 2 ? sent : 0
}

function expectedGap(
  to: TrackedRouter,
  from: TrackedRouter,
  cause: TakeoverInMaking['cause'],
): TakeoverInMaking['expectedGap'] {
  const zero = ns(0)
  switch (cause) {
    case 'priority-zero': {
      const skew = to.skewNs(from)
      return { min: skew, max: skew }
    }
    case 'preemption':
    case 'tie-break':
      // The one before advertises until then.
      return { min: zero, max: intervalOf(from.params) }
    case 'timeout':
    case 'unknown': {
      // Long after a priority 0 the cause is unknown; what was allowed is not.
      if (from.period === undefined && from.lastPeriod?.endedBy === 'priority-zero')
        return expectedGap(to, from, 'priority-zero')
      const down = to.activeDownNs(from)
      // A higher router does not wait for a lower one: its timer runs from its own start.
      return { min: from.priority >= to.priority || !to.params.preempt ? down : zero, max: down }
    }
    default:
      return undefined
  }
}

function becomeSplit(takeover: TakeoverInMaking): void {
  takeover.from = undefined
  takeover.cause = 'split'
  takeover.gap = undefined
  takeover.expectedGap = undefined
}
