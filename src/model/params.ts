import type { RouterConfig } from '../config/model.ts'
import type { Ip } from '../core/address.ts'
import { type Cs, cs, NS_PER_SEC, type Ns, ns, nsFromCs } from '../core/time.ts'
import { type Profile, profile } from './profile.ts'

// The only place where Skew_Time and Active_Down_Interval are computed (RFC 9568 6.1), in whole nanoseconds.

/** What the state machine needs to know of a virtual router. Constant while it runs; see `retimed` in step.ts. */
export interface Params {
  readonly profile: Profile
  readonly version: 2 | 3
  readonly priority: number
  readonly advertInterval: Cs
  /** Source of our adverts, which the tie-break compares. Undefined: unknown, then no tie is ever lost. */
  readonly primaryAddress: Ip | undefined
  readonly addresses: readonly Ip[]
  readonly preempt: boolean
  readonly preemptDelay: Ns
  readonly startupDelay: Ns
  readonly initialState: 'Backup' | 'Active'
  readonly downTimerAdverts: number
  readonly lowerPriorityNoAdvert: boolean
  readonly higherPrioritySendAdvert: boolean
  readonly timers: Timers
}

/** The formulas of one virtual router; a mutant replaces them. */
export interface Timers {
  /** How much later than the others a router of this priority takes over. */
  readonly skewTime: (params: Params, priority: number, activeAdverInterval: Cs) => Ns
  /** Silence after which a Backup becomes Active. */
  readonly activeDownInterval: (params: Params, priority: number, activeAdverInterval: Cs) => Ns
}

/** Parameters of a configured router; `primaryAddress` is the interface's where the configuration names none. */
export function paramsOf(config: RouterConfig, primaryAddress: Ip | undefined = config.primaryAddress): Params {
  return {
    profile: profile(config.profile),
    version: config.version,
    priority: config.priority,
    advertInterval: config.advertInterval,
    primaryAddress,
    addresses: [...config.addresses, ...config.excludedAddresses],
    preempt: config.preempt,
    preemptDelay: config.preemptDelay,
    startupDelay: config.startupDelay,
    initialState: config.initialState,
    downTimerAdverts: config.downTimerAdverts,
    lowerPriorityNoAdvert: config.lowerPriorityNoAdvert,
    higherPrioritySendAdvert: config.higherPrioritySendAdvert,
    timers: TIMERS,
  }
}

/** Version 2: (256 - Priority) / 256 seconds whatever the interval (RFC 3768 6.1); version 3: of Active_Adver_Interval. */
export function skewTime(params: Params, priority: number, activeAdverInterval: Cs): Ns {
  const whole = params.version === 2 ? NS_PER_SEC : nsFromCs(activeAdverInterval)
  return cut(params, ((256 - priority) * whole) / 256)
}

/** 3 * Active_Adver_Interval + Skew_Time; keepalived's down_timer_adverts is the 3. */
export function activeDownInterval(params: Params, priority: number, activeAdverInterval: Cs): Ns {
  const missed = params.downTimerAdverts * nsFromCs(activeAdverInterval)
  return ns(missed + params.timers.skewTime(params, priority, activeAdverInterval))
}

export const TIMERS: Timers = { skewTime, activeDownInterval }

/** The interval byte that a version 2 advert carries for an interval: whole seconds, at least 1. */
export const wholeSeconds = (interval: Cs): number => Math.max(1, Math.floor(interval / 100))

/** The interval a Backup goes by after an accepted advert: its own in version 2, the sender's in version 3. */
export function learnedInterval(params: Params, advert: { maxAdvertInterval: Cs; reserved?: number }): Cs {
  if (params.version === 2) return params.advertInterval
  const high = params.profile.learnsReservedBits ? (advert.reserved ?? 0) << 12 : 0
  return cs(high + advert.maxAdvertInterval)
}

const cut = (params: Params, duration: number): Ns => {
  const grain = params.profile.timerGrain
  return ns(Math.floor(duration / grain) * grain)
}
