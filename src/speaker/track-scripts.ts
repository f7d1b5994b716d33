import type { RouterConfig, ScriptConfig } from '../config/model.ts'
import type { FaultCauses } from './fault-causes.ts'
import type { Speakers } from './speakers.ts'

interface Health {
  readonly script: ScriptConfig
  /** Undefined until it has ended for the first time. */
  up: boolean | undefined
  /** Results in a row that contradict `up`. */
  against: number
}

/**
 * keepalived's track scripts: what their results mean for the virtual routers that track them. Weight 0 is a FAULT while
 * a script is down or has no result yet; a positive weight is added while it is up, a negative one while it is down, and
 * `reverse` exchanges up and down. Processes are somebody else's.
 */
export class TrackScripts {
  readonly #speakers: Pick<Speakers, 'setPriority'>
  readonly #faults: FaultCauses
  readonly #routers: readonly RouterConfig[]
  readonly #healths: readonly Health[]
  /** What was asked for last: an operator's priority stands until a script changes it. */
  readonly #weighed: Map<string, number>

  constructor(
    scripts: readonly ScriptConfig[],
    routers: readonly RouterConfig[],
    speakers: Pick<Speakers, 'setPriority'>,
    faults: FaultCauses,
  ) {
    this.#faults = faults
    this.#routers = routers
    this.#speakers = speakers
    this.#healths = scripts.map((script) => ({ script, up: script.initFail ? false : undefined, against: 0 }))
    this.#weighed = new Map(routers.map(({ instance, priority }) => [instance, priority]))
  }

  /** Before the speakers start: what holds while no script has ended. */
  begin(): void {
    this.#apply()
  }

  /** A script has ended: exit status 0 in time, or not. */
  result(script: ScriptConfig, success: boolean): void {
    const health = this.#healths.find((one) => one.script === script)
    if (health === undefined) return
    if (health.up === success) {
      health.against = 0
      return
    }
    health.against++
    // The first result counts at once.
    if (health.up !== undefined && health.against < (success ? script.rise : script.fall)) return
    health.up = success
    health.against = 0
    this.#apply()
  }

  #apply(): void {
    this.#faults.set(
      'track script',
      this.#routers.filter((router) => this.#isFault(router)),
    )
    for (const router of this.#routers) this.#weigh(router)
  }

  #isFault({ instance }: RouterConfig): boolean {
    return this.#tracked(instance).some(({ weight, good }) => weight === 0 && good !== true)
  }

  // The reader knows which priorities weights may lead to: none but its own in most sync groups, and for an owner.
  #weigh({ instance, priority, priorities }: RouterConfig): void {
    if (priorities.length === 1) return
    let sum = priority
    for (const { weight, good } of this.#tracked(instance)) if (good === weight > 0) sum += weight
    const wanted = Math.min(254, Math.max(1, sum))
    if (this.#weighed.get(instance) === wanted) return
    this.#weighed.set(instance, wanted)
    this.#speakers.setPriority(wanted, instance)
  }

  /** The scripts of one virtual router; `good` is undefined without a result. */
  #tracked(instance: string) {
    return this.#healths.flatMap(({ script, up }) =>
      script.tracks
        .filter((track) => track.instance === instance)
        .map(({ weight, reverse }) => ({ weight, good: up === undefined ? undefined : up !== reverse })),
    )
  }
}
