import type { RouterConfig } from '../config/model.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { type ConformCase, unmetNeed } from './case.ts'
import type { Device } from './device.ts'
import { Gate } from './gate.ts'
import { Harness } from './harness.ts'
import { type CaseResult, type ConformRun, nameOf } from './result.ts'
import type { RecordedFrame, Segment } from './segment.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export interface RunOptions {
  readonly cases: readonly ConformCase[]
  readonly device: Device
  readonly segment: Segment
  readonly hash: KeyedHash
  /** Noise measured before the run: added to every tolerance. */
  readonly allowance: Ns
  /** Keeps the frames of a case that did not pass; returns the name of the file. */
  readonly saveEvidence?: (id: string, frames: readonly RecordedFrame[]) => Promise<string>
  readonly onResult?: (result: CaseResult) => void
  readonly interrupted?: () => boolean
}

const MAX_TRIES = 3

/**
 * Runs every case that applies: side by side on different virtual routers of the device, one after another on each.
 * Cases that act on the whole device come last, in groups that act together.
 */
export async function runCases(options: RunOptions): Promise<ConformRun> {
  const { segment, device } = options
  const from = segment.now()
  const results: CaseResult[] = []
  const tell = (result: CaseResult): void => {
    results.push(result)
    options.onResult?.(result)
  }
  const plan = planOf(options.cases, device)
  for (const { candidate, why } of plan.skipped) tell(skippedResult(candidate, why))
  await sideBySide(plan.quiet, (work, router) => runOn(options, router, work, undefined, tell))
  for (const group of plan.groups) {
    const gate = new Gate(group.size)
    await sideBySide(group, async (work, router) => {
      await runOn(options, router, work, gate, tell)
      gate.leave()
    })
  }
  const { worstLatenessNs } = segment.timers
  return {
    device: { name: device.name, description: device.description, virtualRouters: device.routers.map(nameOf) },
    results: results.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    noise: { alarmMs: worstLatenessNs / NS_PER_MS, allowanceMs: options.allowance / NS_PER_MS },
    wallMs: (segment.now() - from) / NS_PER_MS,
    serialMs: results.reduce((sum, result) => sum + result.durationMs, 0),
    complete: options.interrupted?.() !== true,
  }
}

type Work = Map<RouterConfig, ConformCase[]>

interface Plan {
  readonly skipped: readonly { readonly candidate: ConformCase; readonly why: string }[]
  readonly quiet: Work
  /** Every group has at most one case for each virtual router. */
  readonly groups: readonly Work[]
}

/** Gives each case the virtual router that fits it and has least to do. */
function planOf(cases: readonly ConformCase[], device: Device): Plan {
  const skipped: { candidate: ConformCase; why: string }[] = []
  const quiet: Work = new Map()
  const groups = new Map<string, Work[]>()
  for (const candidate of cases) {
    const fitting = device.routers.filter((router) => unmetNeed(candidate, router, device) === undefined)
    const load = (work: Work, router: RouterConfig): number => work.get(router)?.length ?? 0
    if (fitting.length === 0) {
      skipped.push({ candidate, why: `needs ${unmetNeed(candidate, device.routers[0]!, device)}` })
    } else if (candidate.choreography === undefined) {
      const router = fitting.reduce((least, next) => (load(quiet, next) < load(quiet, least) ? next : least))
      quiet.set(router, [...(quiet.get(router) ?? []), candidate])
    } else {
      const same = groups.get(candidate.choreography) ?? []
      groups.set(candidate.choreography, same)
      const free = same.find((group) => fitting.some((router) => !group.has(router)))
      const group = free ?? new Map()
      if (free === undefined) same.push(group)
      group.set(fitting.find((router) => !group.has(router))!, [candidate])
    }
  }
  return { skipped, quiet, groups: [...groups.values()].flat() }
}

async function sideBySide(
  work: Work,
  run: (cases: readonly ConformCase[], router: RouterConfig) => Promise<void>,
): Promise<void> {
  await Promise.all([...work].map(([router, cases]) => run(cases, router)))
}

async function runOn(
  options: RunOptions,
  router: RouterConfig,
  cases: readonly ConformCase[],
  gate: Gate | undefined,
  tell: (result: CaseResult) => void,
): Promise<void> {
  for (const candidate of cases) {
    if (options.interrupted?.() === true) return
    tell(await runCase(options, candidate, router, gate))
  }
}

/** One case on one virtual router; tried again where it could not tell. */
export async function runCase(
  options: RunOptions,
  candidate: ConformCase,
  router: RouterConfig,
  gate?: Gate,
): Promise<CaseResult> {
  const { segment } = options
  // A group acts once: a member that tried again would act alone.
  const maxTries = gate === undefined ? MAX_TRIES : 1
  for (let tries = 1; ; tries++) {
    const from = segment.now()
    const verdict = await judge(options, candidate, router, gate)
    if (verdict.outcome === 'inconclusive' && tries < maxTries && options.interrupted?.() !== true) continue
    const isClean = verdict.outcome === 'pass' || verdict.outcome === 'info'
    const save = isClean ? undefined : options.saveEvidence
    return {
      ...wordsOf(candidate),
      ...verdict,
      virtualRouter: nameOf(router),
      durationMs: (segment.now() - from) / NS_PER_MS,
      tries,
      evidence: await save?.(candidate.id, segment.evidenceSince(from)),
    }
  }
}

async function judge(
  options: RunOptions,
  candidate: ConformCase,
  router: RouterConfig,
  gate: Gate | undefined,
): Promise<Verdict> {
  const { segment } = options
  const h = new Harness({ ...options, router, ...(gate !== undefined && { gate }) })
  const from = segment.now()
  try {
    if (candidate.startIn !== 'any') await h.bring(candidate.startIn)
    await candidate.run(h)
    return h.notes.length > 0 ? { outcome: 'info', why: h.notes.join('; ') } : { outcome: 'pass' }
  } catch (problem) {
    const verdict = verdictOf(problem, candidate.level)
    const lateness = segment.timers.worstLatenessSince(from)
    // A tester that was late itself has no right to call the device wrong.
    if (verdict.outcome === 'inconclusive' || lateness <= h.times.early) return verdict
    const why = `the tester was ${(lateness / NS_PER_MS).toFixed(1)} ms late itself: ${verdict.actual ?? ''}`
    return { outcome: 'inconclusive', why }
  } finally {
    h.end()
  }
}

const wordsOf = ({ id, title, references, level, requirements }: ConformCase) => ({
  id,
  title,
  references,
  level,
  requirements,
})

/** The result of a case that does not apply; `why` is a sentence. */
export const skippedResult = (candidate: ConformCase, why: string): CaseResult => ({
  ...wordsOf(candidate),
  outcome: 'skipped',
  why,
  virtualRouter: undefined,
  durationMs: 0,
  tries: 0,
  evidence: undefined,
})
