import type { RouterConfig } from '../../config/model.ts'
import type { KeyedHash } from '../../core/keyed-hash.ts'
import type { ConformCase } from '../case.ts'
import { type CaseResult, type ConformRun, nameOf } from '../result.ts'
import { skippedResult } from '../runner.ts'
import { stagesOf } from './suite.ts'
import { runVirtually } from './world.ts'

export interface VirtualRun {
  readonly cases: readonly ConformCase[]
  /** Which versions and families of virtual routers: all where it is left out. */
  readonly fits?: (router: RouterConfig) => boolean
  readonly hash: KeyedHash
  /** Lets every promise that can go on go on: a turn of the event loop. */
  readonly settle: () => Promise<void>
  readonly onResult?: (result: CaseResult) => void
  readonly interrupted?: () => boolean
  /** Milliseconds of real time. */
  readonly stopwatch: () => number
}

/** Every case against our own speaker on the virtual LAN, in each version and family that it applies to. */
export async function runSuiteVirtually(run: VirtualRun): Promise<ConformRun> {
  const { hash, settle } = run
  const results: CaseResult[] = []
  const virtualRouters = new Set<string>()
  const begun = run.stopwatch()
  const isOver = (): boolean => run.interrupted?.() === true
  const tell = (result: CaseResult): void => {
    results.push(result)
    run.onResult?.(result)
  }
  for (const candidate of run.cases) {
    const stages = stagesOf(candidate).filter(({ router }) => run.fits?.(router) ?? true)
    if (stages.length === 0) tell(skippedResult(candidate, 'needs another version or family'))
    for (const { router, others } of stages) {
      if (isOver()) break
      virtualRouters.add(`${nameOf(router)} version ${router.version}`)
      tell(await runVirtually(candidate, router, others, { hash, settle }))
    }
  }
  return {
    device: { name: 'self', description: 'vrrpscope speak on a virtual LAN', virtualRouters: [...virtualRouters] },
    results,
    noise: { alarmMs: 0, allowanceMs: 0 },
    wallMs: run.stopwatch() - begun,
    serialMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    complete: !isOver(),
  }
}
