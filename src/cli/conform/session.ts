import type { RouterConfig } from '../../config/model.ts'
import type { ConformCase } from '../../conform/case.ts'
import type { Device } from '../../conform/device.ts'
import type { Heard } from '../../conform/heard.ts'
import { strangersIn } from '../../conform/listening.ts'
import { allowanceFor, beatLateness } from '../../conform/noise.ts'
import type { CaseResult, ConformRun } from '../../conform/result.ts'
import { runCases, skippedResult } from '../../conform/runner.ts'
import { Segment } from '../../conform/segment.ts'
import { answerFor } from '../../conform/tester-host.ts'
import { Timers } from '../../conform/timers.ts'
import { DeviceTimes } from '../../conform/times.ts'
import { Inconclusive } from '../../conform/verdict.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { NS_PER_MS, ns } from '../../core/time.ts'
import type { WitnessedLink } from '../../edge/witnessed-link.ts'
import { EvidenceFiles } from './evidence.ts'
import { isPresent } from './presence.ts'
import type { RunProgress } from './progress.ts'
import { Restorer } from './restorer.ts'

export interface SessionOptions {
  readonly link: WitnessedLink
  readonly device: Device
  readonly cases: readonly ConformCase[]
  readonly runsOn: (router: RouterConfig) => boolean
  readonly evidence: string | undefined
  readonly othersAllowed: boolean
  readonly progress: RunProgress
}

/** The suite on a real wire: listens first, measures the noise, runs, and leaves the device as it was. */
export async function runOnWire(options: SessionOptions): Promise<ConformRun> {
  const { link, device, cases, progress } = options
  const { Alarm } = await import('../../edge/clock.ts')
  const { keyedHash } = await import('../../edge/keyed-hash.ts')
  const evidence = options.evidence === undefined ? undefined : new EvidenceFiles(options.evidence, link.run)
  const timers = new Timers(link.clock, new Alarm(link.clock))
  const segment = new Segment(link, timers, link.run.epochSec)
  link.onDelay = (delay) => timers.delayed(delay)
  const { ipv4, ipv6 } = device.tester
  answerFor(
    segment,
    [ipv4, ipv6].flatMap(({ above, below }) => [...above, ...below]).concat(device.host.forwardsBetween ?? []),
  )
  const routers = device.routers.filter(options.runsOn)
  const begun = segment.now()
  const heard = await listen(segment, routers, progress)
  if (!options.othersAllowed) mustBeAlone(heard, device)
  if (!routers.some(({ family, vrid }) => segment.speakerOf(family, vrid))) return neverHeard(options, segment)
  const allowance = allowanceFor(timers.latenesses, beatLateness(heard, routers))
  segment.beats.settle()
  const restorer = new Restorer(device.control)
  progress.onInterrupt(() => segment.abandon(new Inconclusive('interrupted')))
  link.onTrouble = ({ to, reason }) => segment.disturb(to, GAPS[reason] ?? 'frames are missing')
  try {
    const run = await runCases({
      cases,
      device: { ...device, control: restorer.control },
      segment,
      hash: keyedHash,
      allowance,
      runsOn: options.runsOn,
      isPresent: (router) => isPresent(segment, device, router),
      ...(evidence !== undefined && { saveEvidence: (id, frames) => evidence.save(id, frames) }),
      onResult: (result) => progress.tell(result, cases.length),
      interrupted: () => progress.interrupted,
    })
    return { ...run, wallMs: (segment.now() - begun) / NS_PER_MS }
  } finally {
    timers.end()
    evidence?.close()
    await restorer.restore().catch((problem: Error) => progress.warn(`the device is not as it was: ${problem.message}`))
  }
}

const GAPS: Readonly<Record<string, string>> = {
  drops: 'the capture dropped frames',
  'tap-lost': 'the capture had to be started again',
  'interface-down': 'the interface of the tester was down',
}

/** At least two of the longest Active_Down_Intervals: a device that starts is Active then. */
async function listen(
  segment: Segment,
  routers: readonly RouterConfig[],
  progress: RunProgress,
): Promise<readonly Heard[]> {
  const heard: Heard[] = []
  const stop = segment.listen((fact) => heard.push(fact))
  const longest = Math.max(0, ...routers.map((router) => new DeviceTimes(router, ns(0)).activeDown()))
  const until = segment.now() + 2 * longest + 500 * NS_PER_MS
  while (segment.now() < until && !progress.interrupted)
    await new Promise<void>((resolve) => segment.timers.at(ns(segment.now() + PROBE_NS), resolve))
  stop()
  return heard
}

/** Spacing of the alarms that measure how late alarms are here. */
const PROBE_NS = 7 * NS_PER_MS

function mustBeAlone(heard: readonly Heard[], device: Device): void {
  const stranger = strangersIn(heard, device)
  if (stranger === undefined) return
  throw new VrrpscopeError(
    'usage/not-alone',
    stranger,
    'conform disturbs what it tests: use a segment of its own, or give --yes-this-is-a-lab',
  )
}

/** Nobody there: every case that would have run could not be told. */
function neverHeard({ cases, device, progress }: SessionOptions, segment: Segment): ConformRun {
  const why = 'no virtual router of the device was ever heard'
  const untold = progress.interrupted ? [] : cases
  const results = untold.map((each): CaseResult => ({ ...skippedResult(each, why), outcome: 'inconclusive' }))
  return {
    device: { name: device.name, description: device.description, virtualRouters: [] },
    results,
    noise: { alarmMs: segment.timers.worstLatenessNs / NS_PER_MS, allowanceMs: 0 },
    wallMs: 0,
    serialMs: 0,
    complete: !progress.interrupted,
  }
}
