import type { RouterConfig } from '../config/model.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { Attempts } from './attempts.ts'
import type { ConformCase } from './case.ts'
import type { Device } from './device.ts'
import { Gate } from './gate.ts'
import { type Acted, Harness, inMs, isAdvert } from './harness.ts'
import { planOf, type Work } from './plan.ts'
import { type CaseResult, type ConformRun, nameOf } from './result.ts'
import type { RecordedFrame, Segment } from './segment.ts'
import { Hopeless, Unmet, type Verdict, verdictOf } from './verdict.ts'
import { Vitals } from './vitals.ts'

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
  const { segment, device, isPresent } = options
  const from = segment.now()
  const results: CaseResult[] = []
  const tell = (result: CaseResult): void => {
    results.push(result)
    options.onResult?.(result)
  }
  const plan = planOf(options.cases, device, options.runsOn)
  for (const { candidate, why } of plan.skipped) tell(skippedResult(candidate, why))
  const vitals = isPresent && new Vitals(segment, device, isPresent)
  const run: Run = { ...options, vitals, isAlone: plan.quiet.size <= 1, suspects: [] }
  await Promise.all([...plan.quiet].map(([router, cases]) => runOn(run, router, cases, tell)))
  for (const group of plan.groups) await runTogether(run, group, tell)
  await runSuspects(run, tell)
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

/** A run on a real wire, where a device may die. */
interface Run extends RunOptions {
  readonly vitals: Vitals | undefined
  /** No other case runs meanwhile: a device that dies has died of this one. */
  readonly isAlone: boolean
  /** What ran when a virtual router died: it is tried again alone, at the end. */
  readonly suspects: Suspect[]
}

interface Suspect {
  readonly router: RouterConfig
  readonly candidate: ConformCase
}

type Tell = (result: CaseResult) => void

async function runOn(run: Run, router: RouterConfig, cases: readonly ConformCase[], tell: Tell): Promise<void> {
  for (const candidate of cases) {
    if (run.interrupted?.() === true) return
    const from = run.segment.now()
    const attempts = new Attempts()
    while (attempts.decided === undefined && !attempts.isSuspended && run.interrupted?.() !== true)
      await attempt(run, candidate, router, attempts)
    if (attempts.isSuspended) run.suspects.push({ router, candidate })
    else tell(resultOf(run, { candidate, router, verdict: attempts.verdict, tries: attempts.count, from }))
  }
}

/** Of what ran when the device died, one by one: whichever it dies of again is to blame. */
async function runSuspects(run: Run, tell: Tell): Promise<void> {
  for (const { router, candidate } of run.suspects)
    await runOn({ ...run, isAlone: true, suspects: [] }, router, [candidate], tell)
}

/** The cases of a group act on the device as one; those that are still undecided act again. */
async function runTogether(run: Run, group: Work, tell: Tell): Promise<void> {
  const from = run.segment.now()
  let trials = [...group].flatMap(([router, cases]) =>
    cases.map((candidate) => ({ router, candidate, attempts: new Attempts() })),
  )
  while (trials.length > 0 && run.interrupted?.() !== true) {
    const gate = new Gate<Acted>(trials.length)
    await Promise.all(
      trials.map(async ({ router, candidate, attempts }) => {
        await attempt(run, candidate, router, attempts, gate)
        gate.leave()
      }),
    )
    for (const { router, candidate, attempts } of trials) {
      if (attempts.isSuspended) run.suspects.push({ router, candidate })
      else if (attempts.decided !== undefined)
        tell(resultOf(run, { candidate, router, verdict: attempts.decided, tries: attempts.count, from }))
    }
    const dead = trials.find(({ attempts }) => attempts.isSuspended)
    if (dead !== undefined) await run.vitals?.revive(dead.router)
    trials = trials.filter(({ attempts }) => attempts.decided === undefined && !attempts.isSuspended)
  }
}

/** One case on one virtual router, on a virtual clock: the first verdict stands. */
export async function runCase(options: RunOptions, candidate: ConformCase, router: RouterConfig): Promise<CaseResult> {
  const from = options.segment.now()
  const { verdict } = await judge(options, candidate, router)
  return resultOf(options, { candidate, router, verdict, tries: 1, from })
}

/**
 * Adds one attempt. What a device that is gone does not do accuses nobody, and trying again is no use. One that has died
 * is started again, where that is known how; it accuses the case that ran alone, others are tried alone later.
 */
async function attempt(
  run: Run,
  candidate: ConformCase,
  router: RouterConfig,
  attempts: Attempts,
  gate?: Gate<Acted>,
): Promise<void> {
  const { vitals, segment, isAlone } = run
  const from = segment.now()
  const { verdict, wasHeard, isDown } = await judge(run, candidate, router, gate, () => attempts.giveUp())
  const isTold = verdict.outcome === 'pass' || verdict.outcome === 'info'
  if (vitals === undefined || isDown || (isTold && wasHeard)) return attempts.add(verdict)
  const vital = await vitals.of(router)
  if (vital === 'alive')
    return attempts.add(!isTold && vitals.wasRevivedSince(from) ? untold('the device was started again') : verdict)
  if (vital === 'gone') attempts.add(untold('the device is gone from the segment'))
  else if (isAlone || !vitals.canRevive) {
    const isAccused = isTold || verdict.outcome === 'inconclusive'
    const death = new Unmet('the device lives on', 'its virtual router has fallen silent for good')
    attempts.add(!isAlone ? untold(death.actual) : isAccused ? verdictOf(death, candidate.level) : verdict)
    if (vitals.canRevive && (await vitals.revive(router))) return
  } else {
    attempts.suspend()
    // What acts together is done first.
    if (gate !== undefined || (await vitals.revive(router))) return
  }
  attempts.giveUp()
}

const untold = (why: string): Verdict => ({ outcome: 'inconclusive', why })

interface Judgement {
  readonly verdict: Verdict
  /** The virtual router has spoken meanwhile. */
  readonly wasHeard: boolean
  /** The case ended while the device was stopped or unplugged by it. */
  readonly isDown: boolean
}

async function judge(
  options: RunOptions,
  candidate: ConformCase,
  router: RouterConfig,
  gate?: Gate<Acted>,
  giveUp?: () => void,
): Promise<Judgement> {
  const { segment } = options
  const h = new Harness({ ...options, router, ...(gate !== undefined && { gate }) })
  const from = segment.now()
  const judged = (verdict: Verdict): Judgement => ({
    verdict,
    wasHeard: h.inbox.facts.some(isAdvert),
    isDown: h.isDown,
  })
  try {
    if (candidate.startIn !== 'any') await h.bring(candidate.startIn)
    await candidate.run(h)
    // Who slept through half an interval may have missed what the case is about.
    const excuse = options.exact === true ? undefined : excuseOf(segment, router, from, h.times.interval / 2)
    if (excuse !== undefined) return judged(untold(excuse))
    return judged(h.notes.length > 0 ? { outcome: 'info', why: h.notes.join('; ') } : { outcome: 'pass' })
  } catch (problem) {
    if (problem instanceof Hopeless) giveUp?.()
    const verdict = verdictOf(problem, candidate.level)
    const isTiming = problem instanceof Unmet && problem.isTiming
    const excuse = isTiming ? excuseOf(segment, router, from, h.times.early) : undefined
    return judged(excuse === undefined ? verdict : untold(`${excuse}: ${verdict.actual ?? ''}`))
  } finally {
    h.end()
  }
}

/** Why the device must not be called wrong: the tester was late itself, or all of the device was, or frames are missing. */
function excuseOf(segment: Segment, { family, vrid }: RouterConfig, from: Ns, tolerance: number): string | undefined {
  const lateness = segment.timers.worstLatenessSince(from)
  if (lateness > tolerance) return `the tester was ${inMs(lateness as Ns)} late itself`
  const beside = segment.beats.worstBeside(family, vrid, from)
  if (beside > tolerance) return `the device was ${inMs(beside as Ns)} late elsewhere, too`
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
