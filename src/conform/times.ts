import type { RouterConfig } from '../config/model.ts'
import { type Cs, cs, NS_PER_MS, type Ns, ns, nsFromCs } from '../core/time.ts'
import { activeDownInterval, type Params, paramsOf, skewTime } from '../model/params.ts'

// A device may be this late before it is wrong: scheduling on its side, and the centisecond tick on the early side.
const LATE_FLOOR_NS = 20 * NS_PER_MS
const LATE_SHARE = 0.05
const EARLY_NS = 10 * NS_PER_MS

/** The intervals of one virtual router of the device, by the RFC of its version, and how exactly they are judged. */
export class DeviceTimes {
  /** Advertisement_Interval. */
  readonly interval: Ns
  /** An event may come this much later than its time. */
  readonly late: Ns
  /** An event may come this much before its time. */
  readonly early: Ns
  private readonly params: Params

  /** `allowance` is what the measured noise of the run adds to both tolerances. */
  constructor(router: RouterConfig, allowance: Ns) {
    this.interval = nsFromCs(router.advertInterval)
    this.late = ns(Math.max(LATE_FLOOR_NS, LATE_SHARE * this.interval) + allowance)
    this.early = ns(EARLY_NS + allowance)
    this.params = paramsOf({ ...router, profile: router.version === 2 ? 'rfc3768' : 'rfc9568' })
  }

  /** Skew_Time of the device after adverts of `learned` (its own interval where nothing was learned). */
  skew(learned: Cs = this.params.advertInterval): Ns {
    return skewTime(this.params, this.params.priority, learned)
  }

  /** Active_Down_Interval of the device after adverts of `learned`. */
  activeDown(learned: Cs = this.params.advertInterval): Ns {
    return activeDownInterval(this.params, this.params.priority, learned)
  }

  /** So many of the device's intervals. */
  intervals(count: number): Ns {
    return ns(count * this.interval)
  }

  /** The device's interval times `factor`, as the wire can carry it in its version. */
  scaled(factor: number): Cs {
    const scaled = this.params.advertInterval * factor
    return cs(
      this.params.version === 2 ? Math.max(100, Math.round(scaled / 100) * 100) : Math.max(1, Math.round(scaled)),
    )
  }
}
