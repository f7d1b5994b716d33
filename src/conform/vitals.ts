import type { RouterConfig } from '../config/model.ts'
import { type Ns, ns, nsFromSec } from '../core/time.ts'
import type { Device } from './device.ts'
import { Inbox } from './inbox.ts'
import type { Segment } from './segment.ts'
import { DeviceTimes } from './times.ts'

/** Alive: its adverts come. Dead: its host is there and it is silent. Gone: nothing is there. */
export type Vital = 'alive' | 'dead' | 'gone'

const MAX_REVIVALS = 8
/** From being asked to start to being up. */
const START_GRACE = nsFromSec(3)

/** Whether the virtual routers of a device live on after what was done to them, and the way back where they do not. */
export class Vitals {
  private readonly segment: Segment
  private readonly device: Device
  private readonly isPresent: (router: RouterConfig) => Promise<boolean>
  private reviving: Promise<boolean> | undefined
  private revivals = 0
  private revivedAt = Number.NEGATIVE_INFINITY

  constructor(segment: Segment, device: Device, isPresent: (router: RouterConfig) => Promise<boolean>) {
    this.segment = segment
    this.device = device
    this.isPresent = isPresent
  }

  get canRevive(): boolean {
    const { start, stop, kill } = this.device.control
    return start !== undefined && (stop ?? kill) !== undefined && this.revivals < MAX_REVIVALS
  }

  /** It was started again in the meantime: what did not happen since `fromNs` accuses nobody. */
  wasRevivedSince(fromNs: Ns): boolean {
    return this.reviving !== undefined || this.revivedAt >= fromNs
  }

  /** Left alone, a virtual router that lives is Active after its timers at the latest. */
  async of(router: RouterConfig): Promise<Vital> {
    await this.reviving
    const times = new DeviceTimes(router, ns(0))
    if (await this.speaks(router, ns(2 * times.activeDown() + times.intervals(2)))) return 'alive'
    return (await this.isPresent(router)) ? 'dead' : 'gone'
  }

  /** Stops and starts the device; false where `router` does not speak after that. Once for all who ask meanwhile. */
  revive(router: RouterConfig): Promise<boolean> {
    this.reviving ??= this.restart(router).finally(() => {
      this.reviving = undefined
      this.revivedAt = this.segment.now()
    })
    return this.reviving
  }

  private async restart(router: RouterConfig): Promise<boolean> {
    const { start, stop, kill } = this.device.control
    this.revivals++
    try {
      await (stop ?? kill)?.()
      await start?.()
    } catch {
      return false // a command that fails: then it stays as it is
    }
    const times = new DeviceTimes(router, ns(0))
    return this.speaks(router, ns(START_GRACE + 2 * times.activeDown() + times.intervals(2)))
  }

  private async speaks({ family, vrid }: RouterConfig, within: Ns): Promise<boolean> {
    const inbox = new Inbox(this.segment.timers)
    const stopListening = this.segment.listen((fact) => inbox.put(fact))
    const stopWaiting = this.segment.onAbandon((problem) => inbox.fail(problem))
    const isOwn = (fact: Parameters<typeof inbox.put>[0]): fact is typeof fact =>
      fact.kind === 'advert' && fact.src.family === family && fact.advert.vrid === vrid
    try {
      return (await inbox.next(isOwn, ns(this.segment.now() + within))) !== undefined
    } catch {
      return true // the run is given up: nobody is accused any more
    } finally {
      stopListening()
      stopWaiting()
    }
  }
}
