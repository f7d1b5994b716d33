import type { CaptureGap, CaptureInterface, CaptureSummary, FrameSink } from '../capture/source.ts'
import { Engine } from '../checks/engine.ts'
import type { Given } from '../checks/rule.ts'
import { rules } from '../checks/rules/index.ts'
import type { NodeConfig } from '../config/model.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Ns, Timeline } from '../core/time.ts'
import { keyedHash } from '../edge/keyed-hash.ts'
import { verifierOf } from '../observe/configured.ts'
import type { Gap, Listener } from '../observe/listener.ts'
import type { LiveRouter } from '../observe/live.ts'
import { TrafficObserver } from '../observe/observer.ts'
import type { ObserverOptions } from '../observe/options.ts'
import type { RunResult } from '../report/document.ts'
import type { FrameView } from '../wire/view.ts'

export interface AnalysisOptions {
  readonly segments?: ObserverOptions['segments']
  readonly profile?: ProfileName
  readonly nodes?: readonly NodeConfig[]
  readonly given?: Given
  /** Told what the observer tells, before the rules are. */
  readonly listeners?: readonly Listener[]
}

// Enough for any drawing; a flapping segment has more.
const MOST_SILENCES = 1000
const MOST_GAPS = 1000

/** Frames in, result out: the observer, the rules over it, and what a report needs besides. A FrameSink for any reader. */
export class Analysis implements FrameSink {
  readonly observer: TrafficObserver
  readonly engine: Engine
  readonly #silences: { readonly router: LiveRouter; readonly from: Ns; readonly to: Ns }[] = []
  readonly #gaps: Gap[] = []

  constructor(options: AnalysisOptions = {}) {
    const { segments, profile, nodes = [], listeners = [], given } = options
    this.engine = new Engine(rules, { nodes, verify: verifierOf(keyedHash), ...(given && { given }) })
    this.observer = new TrafficObserver({
      configs: nodes.flatMap((node) => node.routers),
      hash: keyedHash,
      listeners: [...listeners, this.engine, { onSilence: this.#onSilence, onGap: this.#onGap }],
      ...(segments === undefined ? {} : { segments }),
      ...(profile === undefined ? {} : { profile }),
    })
    this.engine.start(this.observer)
  }

  onFrame(view: FrameView): void {
    if (view.tNs >= this.quietUntilNs) this.#settle(view.tNs)
    this.observer.onFrame(view)
  }

  onBystanders(source: number, count: number, lastNs: Ns): void {
    if (lastNs >= this.quietUntilNs) this.#settle(lastNs)
    this.observer.onBystanders(source, count, lastNs)
  }

  get quietUntilNs(): number {
    return Math.min(this.observer.quietUntilNs, this.engine.dueNs)
  }

  /** When something falls due unless more is heard; infinity for nothing. */
  get dueNs(): number {
    return Math.min(this.observer.dueNs, this.engine.dueNs)
  }

  onInterface(face: CaptureInterface): void {
    this.observer.onInterface(face)
  }

  onInterfaceEnd(source: number): void {
    this.observer.onInterfaceEnd(source)
  }

  onGap(gap: CaptureGap): void {
    this.observer.onGap(gap)
  }

  /** Live: decides what falls due by `now` without a frame. */
  advanceTo(now: Ns): void {
    this.#settle(now)
    this.observer.advanceTo(now)
  }

  /** What is known; final after `observer.end()`. */
  result(timeline: Timeline, captures: readonly CaptureSummary[]): Omit<RunResult, 'verdict'> {
    return {
      timeline,
      captures,
      gaps: this.#gaps,
      silences: this.#silences.map(({ router, from, to }) => ({
        key: router.virtualRouter.key,
        router: router.name,
        from,
        to,
      })),
      findings: this.engine.findings(),
      looked: this.observer.looked,
      ...this.observer.snapshot(),
    }
  }

  /** What falls due by `now` is decided in its turn, from what was known then: no frame that comes later has a part in it. */
  #settle(now: Ns): void {
    for (let at = this.engine.dueNs; at <= now; at = this.engine.dueNs) {
      this.observer.pass(at as Ns)
      this.engine.advanceTo(at as Ns)
    }
    this.observer.pass(now)
    this.engine.advanceTo(now)
  }

  #onSilence: NonNullable<Listener['onSilence']> = (router, from, to) => {
    if (this.#silences.length < MOST_SILENCES) this.#silences.push({ router, from, to })
  }

  #onGap: NonNullable<Listener['onGap']> = (gap) => {
    if (this.#gaps.length < MOST_GAPS) this.#gaps.push(gap)
  }
}
