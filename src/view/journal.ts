import { claimOf } from '../checks/announced.ts'
import type { Finding } from '../checks/finding.ts'
import type { Ns } from '../core/time.ts'
import type { Gap, Listener, World } from '../observe/listener.ts'
import type { LivePeriod, LiveRouter, LiveTakeover, LiveVirtualRouter } from '../observe/live.ts'
import { FindingWatch } from './finding-watch.ts'

/**
 * What a live run tells, as it happens. `at` is when it was so; for findings, when it was decided. `where`: the virtual
 * router of what is told more than once, by the name that it had the first time.
 */
export type LiveEvent =
  | {
      readonly type: 'transition'
      readonly at: Ns
      readonly router: LiveRouter
      readonly state: 'Active' | 'Backup'
      /** What ended the Active period; undefined where one begins. */
      readonly because: NonNullable<LivePeriod['endedBy']> | undefined
      readonly muted: boolean
    }
  | {
      readonly type: 'takeover'
      readonly at: Ns
      readonly takeover: LiveTakeover
      readonly where: string
      /** `open` more than once where its cause turns out to be another; `closed` when everything about it is known. */
      readonly change: Change
    }
  | {
      readonly type: 'announcement'
      readonly at: Ns
      readonly virtualRouter: LiveVirtualRouter
      readonly address: string
      readonly mac: string
      readonly router: LiveRouter | undefined
      readonly frameNo: number
    }
  | {
      readonly type: 'finding'
      readonly at: Ns
      readonly finding: Finding
      readonly where: string | undefined
      readonly change: Change
    }
  | { readonly type: 'gap'; readonly at: Ns; readonly gap: Gap }

/** `withdrawn`: a finding that has become part of another, which says more, or was none after all; a takeover that was none. */
export type Change = 'open' | 'closed' | 'withdrawn'

/** Listens to an observer and passes on what a person or a program wants to be told at once. */
export class Journal implements Listener {
  readonly #tell: (event: LiveEvent) => void
  readonly #watch = new FindingWatch()
  /** Where a takeover was when it was told first. */
  readonly #where = new WeakMap<LiveTakeover, string>()
  /** All is known of them but how long both are Active: they still are. */
  readonly #overlapping = new Set<LiveTakeover>()
  #world: World | undefined

  constructor(tell: (event: LiveEvent) => void) {
    this.#tell = tell
  }

  /** Call it before the first frame. */
  start(world: World): void {
    this.#world = world
  }

  /** What the rules have found up to `at`: tells what is new or over since the last call. */
  update(findings: readonly Finding[], at: Ns): void {
    const idOf = (key: number) => this.#world?.virtualRouters.find((virtualRouter) => virtualRouter.key === key)?.id
    for (const told of this.#watch.update(findings, idOf)) this.#tell({ type: 'finding', at, ...told })
  }

  onActive = ({ router, from, muted }: LivePeriod): void =>
    this.#tell({ type: 'transition', at: from, router, state: 'Active', because: undefined, muted })

  onPeriodEnd = ({ router, to, endedBy, muted }: LivePeriod): void => {
    for (const takeover of this.#overlapping) if (!takeover.overlaps) this.#close(takeover)
    if (endedBy === undefined || endedBy === 'capture-end') return
    this.#tell({ type: 'transition', at: to ?? this.#world!.now, router, state: 'Backup', because: endedBy, muted })
  }

  onTakeoverSeen = (takeover: LiveTakeover): void =>
    takeover.settled ? this.onTakeover(takeover) : this.#takeover(takeover, 'open')

  onTakeover = (takeover: LiveTakeover): void => {
    if (takeover.overlaps) this.#overlapping.add(takeover)
    else this.#close(takeover)
  }

  onTakeoverGone = (takeover: LiveTakeover): void => {
    this.#overlapping.delete(takeover)
    this.#takeover(takeover, 'withdrawn')
  }

  /** Who is Active twice at the end is so for as long as was seen. */
  onEnd = (): void => {
    for (const takeover of this.#overlapping) this.#close(takeover)
  }

  onGap = (gap: Gap): void => this.#tell({ type: 'gap', at: gap.from, gap })

  onFact: NonNullable<Listener['onFact']> = (fact) => {
    const claim = claimOf(fact)
    if (!claim?.unasked) return
    const { mac } = claim
    const address = claim.address.text
    const { tNs: at, frameNo } = fact
    const world = this.#world!
    for (const virtualRouter of world.virtualRoutersOf(address, fact)) {
      const router = virtualRouter.lastAnnouncements.get(address)?.router
      this.#tell({ type: 'announcement', at, virtualRouter, address, mac, router, frameNo })
    }
  }

  #close(takeover: LiveTakeover): void {
    this.#overlapping.delete(takeover)
    this.#takeover(takeover, 'closed')
  }

  #takeover(takeover: LiveTakeover, change: Change): void {
    const where = this.#where.get(takeover) ?? takeover.to.virtualRouter.id
    this.#where.set(takeover, where)
    this.#tell({ type: 'takeover', at: takeover.at, takeover, where, change })
  }
}
