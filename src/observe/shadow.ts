import type { Ip } from '../core/address.ts'
import { type Cs, cs, NS_PER_CS, type Ns, ns, nsFromCs } from '../core/time.ts'
import { activeDownInterval, type Params } from '../model/params.ts'
import { activeFrom, backupFrom, retimed, step } from '../model/step.ts'
import type { Event, HeardAdvert, State, Step } from '../model/types.ts'
import type { LiveRouter } from './live.ts'

// RFC 9568 6.1
const DEFAULT_INTERVAL = cs(100)

/**
 * The state machine of one router, run beside the real one. It hears what the segment carries; where reality does
 * otherwise it is seated anew, so that one fault shows once.
 */
export class Shadow {
  state: State
  params: Params

  constructor(params: Params, atNs: Ns) {
    this.params = params
    this.state = backupFrom(params, atNs)
  }

  hear(event: Event): Step {
    const taken = step(this.params, this.state, event)
    this.state = taken.state
    return taken
  }

  /** Reality: it advertised at `atNs`. */
  seatActive(atNs: Ns): void {
    this.state = activeFrom(this.params, atNs)
  }

  /** Reality: it is not Active any more; its Active_Down_Timer starts at `atNs`. */
  seatBackup(atNs: Ns): void {
    this.state = backupFrom(this.params, atNs)
  }

  /** Priority, interval or profile turned out to be another. */
  retune(params: Params): void {
    this.state = retimed(this.state, this.params, params)
    this.params = params
  }
}

/** How long a router waits after the last advert of another: what the state machine makes of that advert. */
export function waitAfter(params: Params, from: Ip, last: HeardAdvert): Ns {
  // A Backup that followed `last.priority` at the sender's interval, then heard `last` at time 0.
  const regular: HeardAdvert = { ...last, priority: 255 }
  let state: State = backupFrom(params, ns(0))
  for (const advert of [regular, last]) state = step(params, state, { kind: 'advert', atNs: ns(0), from, advert }).state
  return state.name === 'Backup' ? state.activeDownAt : ns(0)
}

/** What `of` advertises to a Backup that follows it: one of this priority goes by an advert that it does not outrank. */
export const followedAdvert = (of: LiveRouter, priority = 0): HeardAdvert => ({
  priority: Math.max(of.priority, priority),
  maxAdvertInterval: of.advertised,
  reserved: of.lastSighting.advert.reserved,
})

/** The longest that any router could wait for a sender of this interval: Active_Down_Interval of priority 1. */
export const longestWait = (params: Params): Ns => activeDownInterval(params, 1, paceOf(params.advertInterval))

/** When an advert is due after another. */
export const intervalOf = (params: Params): Ns => nsFromCs(paceOf(params.advertInterval))

/** Who advertises an interval of 0 sends at a pace of its own: the default tells a pause from its end. */
export const paceOf = (advertised: Cs): Cs => (advertised === 0 ? DEFAULT_INTERVAL : advertised)

/**
 * The interval behind the version 2 byte of FRR, which is cut down to whole seconds and is at least 1, as `observed` shows
 * it; undefined where that cannot be its own.
 */
export function uncutInterval(advertised: Cs, observed: Ns | undefined): Cs | undefined {
  if (observed === undefined) return undefined
  const interval = cs(Math.round(observed / NS_PER_CS))
  const [atLeast, below] = [advertised === 100 ? 1 : advertised, advertised + 100]
  return interval >= atLeast && interval < below ? interval : undefined
}

/** The parameters of a router whose interval is known to be another than it advertises. */
export const pacedBy = (params: Params, pace: Cs | undefined): Params =>
  pace === undefined ? params : { ...params, advertInterval: pace }
