import type { RouterConfig } from '../config/model.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { Attempts } from './attempts.ts'
import type { ConformCase } from './case.ts'
import type { Device } from './device.ts'
import { Gate } from './gate.ts'
import { type Acted, Harness } from './harness.ts'
import { planOf, type Work } from './plan.ts'
import { type CaseResult, type ConformRun, nameOf } from './result.ts'
import type { RecordedFrame, Segment } from './segment.ts'
import { Hopeless, Unmet, type Verdict, verdictOf } from './verdict.ts'

export interface RunOptions {
  readonly cases: readonly ConformCase[]
  readonly device: Device
  readonly segment: Segment
  readonly hash: KeyedHash
  /** Noise measured before the run: added to every tolerance. */
  readonly allowance: Ns
  /** A virtual clock has no noise: the first verdict stands. */
  readonly exact?: boolean
  /** Virtual routers that cases run on; the others of the device are there for those that need a second one. */
  readonly runsOn?: (router: RouterConfig) => boolean
  /** Whether the host of the device still answers; asked before a device is accused of silence. */
  readonly isPresent?: (router: RouterConfig) => Promise<boolean>
  /** Keeps the frames of a case that did not pass; returns the name of the file. */
  readonly saveEvidence?: (id: string, frames: readonly RecordedFrame[]) => string
  readonly onResult?: (result: CaseResult) => void
  readonly interrupted?: () => boolean
}

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
  const plan = planOf(options.cases, device, options.runsOn)
  for (const { candidate, why } of plan.skipped) tell(skippedResult(candidate, why))
  await Promise.all([...plan.quiet].map(([router, cases]) => runOn(options, router, cases, tell)))
  for (const group of plan.groups) await runTogether(options, group, tell)
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

type Tell = (result: CaseResult) => void

async function runOn(
  options: RunOptions,
  router: RouterConfig,
  cases: readonly ConformCase[],
  tell: Tell,
): Promise<void> {
  for (const candidate of cases) {
    if (options.interrupted?.() === true) return
    tell(await runCase(options, candidate, router))
  }
}

/** The cases of a group act on the device as one; those that are still undecided act again. */
async function runTogether(options: RunOptions, group: Work, tell: Tell): Promise<void> {
  const from = options.segment.now()
  let trials = [...group].flatMap(([router, cases]) =>
    cases.map((candidate) => ({ router, candidate, attempts: new Attempts() })),
  )
  while (trials.length > 0 && options.interrupted?.() !== true) {
    const gate = new Gate<Acted>(trials.length)
    await Promise.all(
      trials.map(async ({ router, candidate, attempts }) => {
        await attempt(options, candidate, router, attempts, gate)
        gate.leave()
      }),
    )
    for (const { router, candidate, attempts } of trials) {
      const verdict = attempts.decided
      if (verdict !== undefined) tell(resultOf(options, { candidate, router, verdict, tries: attempts.count, from }))
    }
    trials = trials.filter(({ attempts }) => attempts.decided === undefined)
  }
}

/** One case on one virtual router; tried again while its verdict could be noise. */
export async function runCase(options: RunOptions, candidate: ConformCase, router: RouterConfig): Promise<CaseResult> {
  const from = options.segment.now()
  const attempts = new Attempts()
  if (options.exact === true) {
    const verdict = await judge(options, candidate, router)
    return resultOf(options, { candidate, router, verdict, tries: 1, from })
  }
  while (attempts.decided === undefined && options.interrupted?.() !== true)
    await attempt(options, candidate, router, attempts)
  const verdict = attempts.decided ?? attempts.undecided
  return resultOf(options, { candidate, router, verdict, tries: attempts.count, from })
}

/** Adds one attempt. What a device that is gone does not do accuses nobody, and trying again is no use. */
async function attempt(
  options: RunOptions,
  candidate: ConformCase,
  router: RouterConfig,
  attempts: Attempts,
  gate?: Gate<Acted>,
): Promise<void> {
  const verdict = await judge(options, candidate, router, gate, () => attempts.giveUp())
  const isTold = verdict.outcome === 'pass' || verdict.outcome === 'info'
  if (isTold || options.isPresent === undefined || (await options.isPresent(router))) return attempts.add(verdict)
  attempts.add({ outcome: 'inconclusive', why: 'the device is gone from the segment' })
  attempts.giveUp()
}

async function judge(
  options: RunOptions,
  candidate: ConformCase,
  router: RouterConfig,
  gate?: Gate<Acted>,
  giveUp?: () => void,
): Promise<Verdict> {
  const { segment } = options
  const h = new Harness({ ...options, router, ...(gate !== undefined && { gate }) })
  const from = segment.now()
  try {
    if (candidate.startIn !== 'any') await h.bring(candidate.startIn)
    await candidate.run(h)
    return h.notes.length > 0 ? { outcome: 'info', why: h.notes.join('; ') } : { outcome: 'pass' }
  } catch (problem) {
    if (problem instanceof Hopeless) giveUp?.()
    const verdict = verdictOf(problem, candidate.level)
    const isTiming = problem instanceof Unmet && problem.isTiming
    const excuse = isTiming ? excuseOf(segment, from, h.times.early) : undefined
    return excuse === undefined ? verdict : { outcome: 'inconclusive', why: `${excuse}: ${verdict.actual ?? ''}` }
  } finally {
    h.end()
  }
}

/** Why the device must not be called wrong: the tester was late itself, or frames are missing. */
function excuseOf(segment: Segment, from: Ns, tolerance: Ns): string | undefined {
  const lateness = segment.timers.worstLatenessSince(from)
  if (lateness > tolerance) return `the tester was ${(lateness / NS_PER_MS).toFixed(1)} ms late itself`
  return segment.disturbedSince(from)
}

interface Judged {
  readonly candidate: ConformCase
  readonly router: RouterConfig
  readonly verdict: Verdict
  readonly tries: number
  readonly from: Ns
}

function resultOf(options: RunOptions, judged: Judged): CaseResult {
  const { candidate, router, verdict, tries, from } = judged
  const { segment, saveEvidence } = options
  const isClean = verdict.outcome === 'pass' || verdict.outcome === 'info'
  return {
    ...wordsOf(candidate),
    ...verdict,
    virtualRouter: nameOf(router),
    durationMs: (segment.now() - from) / NS_PER_MS,
    tries,
    evidence: isClean ? undefined : saveEvidence?.(candidate.id, segment.evidenceSince(from, router.vrid)),
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
