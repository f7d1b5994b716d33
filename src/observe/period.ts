import type { Ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter, LiveTakeover } from './live.ts'
import type { ActivePeriod, Takeover } from './record.ts'
import type { TrackedRouter } from './router.ts'

/** A span during which a router was Active. */
export class Period implements LivePeriod {
  readonly router: TrackedRouter
  from: Ns
  to: Ns | undefined = undefined
  endedBy: ActivePeriod['endedBy'] | undefined = undefined
  muted = false
  onlyGoodbye = false
  silencedByLower = false
  readonly firstFrameNo: number
  lastFrameNo: number
  readonly silenceBefore: Ns | undefined
  readonly ipIdContinues: boolean
  yieldedTo: LiveRouter | undefined = undefined

  constructor(router: TrackedRouter, from: Ns, frameNo: number, silenceBefore: Ns | undefined, ipIdContinues: boolean) {
    this.router = router
    this.from = from
    this.firstFrameNo = frameNo
    this.lastFrameNo = frameNo
    this.silenceBefore = silenceBefore
    this.ipIdContinues = ipIdContinues
  }
}

/** A router becoming Active. Cause and predecessor may change until it is settled. */
export class TakeoverInMaking implements LiveTakeover {
  readonly at: Ns
  readonly to: TrackedRouter
  readonly period: Period
  readonly frameNo: number
  from: TrackedRouter | undefined = undefined
  cause: Takeover['cause'] = 'unknown'
  gap: Ns | undefined = undefined
  expectedGap: Takeover['expectedGap'] = undefined
  announceDelay: Ns | undefined = undefined
  /** Its router announced in the interval before its first advert. */
  announcedBefore = false
  unseen = 0
  beside: TrackedRouter[] = []
  /** Periods that were open when it came: what overlaps is measured against them. */
  rivals: Period[] = []
  settleAt: Ns
  settled = false
  /** Cause and predecessor as last told. */
  told: Pick<TakeoverInMaking, 'from' | 'cause'> | undefined = undefined
  /** A first advert: a start-up only if an announcement follows. */
  needsEvidence = false
  /** It came so early in the capture that it may have been Active before. */
  readonly early: boolean

  constructor(period: Period, settleAt: Ns, early: boolean) {
    this.at = period.from
    this.to = period.router
    this.period = period
    this.frameNo = period.firstFrameNo
    this.settleAt = settleAt
    this.early = early
  }

  /** How long another router that was Active when it came stayed so beside it, as known now. */
  get overlap(): Ns {
    let longest = 0
    for (const rival of this.rivals) longest = Math.max(longest, this.#until(rival) - this.at)
    return longest as Ns
  }

  get overlaps(): boolean {
    return this.period.to === undefined && this.rivals.some((rival) => rival.to === undefined)
  }

  // Both are Active until one of them ends; open ends last until the latest advert of the virtual router.
  #until(rival: Period): number {
    const now = this.to.virtualRouter.lastSeenNs
    return Math.min(rival.to ?? now, this.period.to ?? now)
  }
}
