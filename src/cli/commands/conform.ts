import { Command, InvalidArgumentError, Option } from 'commander'
import type { RouterConfig } from '../../config/model.ts'
import { CASES } from '../../conform/cases/index.ts'
import { coverageOf } from '../../conform/coverage.ts'
import { FOREIGN_TESTS } from '../../conform/foreign-tests.ts'
import { type ConformRun, runVerdict } from '../../conform/result.ts'
import { select } from '../../conform/selection.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import { caseWords, coverageText, listText } from '../../report/conform/case-words.ts'
import { jsonDocument } from '../../report/json.ts'
import { readBaseline } from '../conform/baseline.ts'
import { commandOf } from '../conform/command-line.ts'
import { type ConformFlags, LABS, type LabName } from '../conform/flags.ts'
import { type Cases, RunProgress } from '../conform/progress.ts'
import { CONFORM_FORMATS, renderConform } from '../conform/render.ts'
import { conformReport } from '../conform/report.ts'
import { Exit } from '../exit.ts'
import { withOutputFlags } from '../flags.ts'
import type { Io } from '../io.ts'
import { styleOf } from '../render.ts'

/** `vrrpscope conform <interface>`: the conformance suite against a device under test. */
export const conformCommand = (io: Io): Command =>
  withOutputFlags(new Command('conform'), CONFORM_FORMATS)
    .description('the conformance suite against a device: on an interface, or in a lab that it builds itself')
    .argument('[interface]', 'where the device is')
    .option('--device <file>', 'what the device is: its configuration, addresses for the tester, how to control it')
    .addOption(new Option('--lab <daemon>', 'build device and network in network namespaces').choices(LABS))
    .option('--virtual', 'our own speaker on a virtual LAN and clock: all versions and families', false)
    .option(
      '--only <words>',
      'ids, areas or requirements, with a star at the end if need be; repeat for more',
      collect,
      [],
    )
    .option('--skip <words>', 'the same, left out; repeat for more', collect, [])
    .addOption(new Option('--vrrp-version <n>', 'of the virtual routers').argParser(oneOf(2, 3)))
    .addOption(new Option('--family <n>', 'of the virtual routers').argParser(oneOf(4, 6)))
    .option('--use-vmac', 'lab: keepalived with use_vmac', false)
    .option('--strict', 'lab: keepalived with vrrp_strict', false)
    .option('--lab-config <line>', 'lab: one more line for every virtual router; repeat for more', collect, [])
    .option('--binary <path>', 'lab: this daemon in place of the installed one')
    .option('--baseline <file>', 'what differs from this earlier run (its json report)')
    .option('--evidence <dir>', 'keep the packets of what did not pass here')
    .option('--yes-this-is-a-lab', 'go on although others are on the segment', false)
    .option('--list', 'print the cases', false)
    .option('--coverage', 'print every requirement with its cases, or why it has none', false)
    .option('-v, --verbose', 'skipped cases, too', false)
    .action((interfaceName: string | undefined, flags: ConformFlags) => conform(io, interfaceName, flags))

async function conform(io: Io, interfaceName: string | undefined, flags: ConformFlags): Promise<void> {
  const isJson = flags.format === 'json'
  const cases = selected(flags)
  if (flags.list) return io.print(isJson ? jsonDocument(cases.map(caseWords)) : listText(cases, styleOf(io)))
  if (flags.coverage) {
    const rows = coverageOf(CASES)
    return io.print(isJson ? jsonDocument(rows) : coverageText(rows, FOREIGN_TESTS, styleOf(io)))
  }
  const baseline = flags.baseline === undefined ? undefined : readBaseline(flags.baseline)
  const run = await runFor(io, interfaceName, flags, cases)
  const report = conformReport(run, { command: commandOf(interfaceName, flags), baseline })
  io.print(renderConform(report, flags.format, styleOf(io)))
  if (io.interrupted && run.results.length === 0) io.exitWith(Exit.interrupted)
  const verdict = runVerdict(run)
  if (verdict !== 'pass') io.exitWith(verdict === 'fail' ? Exit.findings : Exit.inconclusive)
}

function selected({ only, skip }: ConformFlags): Cases {
  const { cases, unmatched } = select(CASES, only, skip)
  if (unmatched === undefined && cases.length > 0) return cases
  const like =
    unmatched === undefined
      ? undefined
      : nearest(
          unmatched,
          CASES.flatMap(({ id }) => [id, id.split('/')[0]!]),
        )
  throw new VrrpscopeError(
    'usage/no-such-case',
    unmatched === undefined ? 'the selection leaves no case' : `no case, area or requirement ${unmatched}`,
    like === undefined ? 'vrrpscope conform --list prints the cases' : `did you mean ${like}?`,
  )
}

async function runFor(
  io: Io,
  interfaceName: string | undefined,
  flags: ConformFlags,
  cases: Cases,
): Promise<ConformRun> {
  const progress = new RunProgress(io)
  io.onInterrupt(() => progress.interrupt())
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => progress.interrupt())
  try {
    if (flags.virtual) return await virtually(flags, cases, progress)
    if (flags.lab !== undefined) return await inLab(io, flags.lab, flags, cases, progress)
    return await onDevice(io, interfaceName, flags, cases, progress)
  } finally {
    progress.clear()
  }
}

async function virtually(flags: ConformFlags, cases: Cases, progress: RunProgress): Promise<ConformRun> {
  if (flags.lab !== undefined && flags.lab !== 'self')
    throw new VrrpscopeError('usage/virtual', `${flags.lab} needs a real network`, 'leave --virtual out')
  const { keyedHash } = await import('../../edge/keyed-hash.ts')
  const { runSuiteVirtually } = await import('../../conform/virtual/run.ts')
  return runSuiteVirtually({
    cases,
    fits: ({ version, family }) => version === (flags.vrrpVersion ?? version) && family === (flags.family ?? family),
    hash: keyedHash,
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    onResult: (result) => progress.tell(result, cases.length),
    interrupted: () => progress.interrupted,
    stopwatch: () => performance.now(),
  })
}

async function inLab(
  io: Io,
  lab: LabName,
  flags: ConformFlags,
  cases: Cases,
  progress: RunProgress,
): Promise<ConformRun> {
  const { buildLab } = await import('../conform/labs/build.ts')
  const { WitnessedLink } = await import('../../edge/witnessed-link.ts')
  const { captureFilter } = await import('../../edge/filter.ts')
  const { runOnWire } = await import('../conform/session.ts')
  const built = await buildLab(lab, { ...flags, version: flags.vrrpVersion ?? 3, family: flags.family ?? 4 })
  try {
    const filter = captureFilter(built.interfaceName, { routers: true })
    const link = await WitnessedLink.open(built.interfaceName, {
      netns: built.netns,
      filter,
      onNote: (text) => io.note(text),
    })
    try {
      const { device, runsOn } = built
      return await runOnWire({ link, device, cases, runsOn, evidence: flags.evidence, othersAllowed: true, progress })
    } finally {
      await link.close()
    }
  } finally {
    await built.close()
  }
}

async function onDevice(
  io: Io,
  interfaceName: string | undefined,
  flags: ConformFlags,
  cases: Cases,
  progress: RunProgress,
): Promise<ConformRun> {
  if (interfaceName === undefined || flags.device === undefined)
    throw new VrrpscopeError(
      'usage/no-device',
      interfaceName === undefined ? 'no device given' : 'nothing is known about the device: --device is missing',
      'vrrpscope conform INTERFACE --device device.yaml, or conform --lab keepalived',
    )
  const { deviceOf } = await import('../conform/device.ts')
  const { WitnessedLink } = await import('../../edge/witnessed-link.ts')
  const { captureFilter } = await import('../../edge/filter.ts')
  const { runOnWire } = await import('../conform/session.ts')
  const device = await deviceOf(io, flags.device, progress)
  const runsOn = ({ version, family }: RouterConfig): boolean =>
    version === (flags.vrrpVersion ?? version) &&
    family === (flags.family ?? family) &&
    device.tester[family === 4 ? 'ipv4' : 'ipv6'].below.length > 0
  const filter = captureFilter(interfaceName, { routers: true })
  const link = await WitnessedLink.open(interfaceName, { filter, onNote: (text) => io.note(text) })
  try {
    const { evidence, yesThisIsALab: othersAllowed } = flags
    return await runOnWire({ link, device, cases, runsOn, evidence, othersAllowed, progress })
  } finally {
    await link.close()
  }
}

const collect = (value: string, before: readonly string[]): string[] => [...before, ...value.split(',')]

const oneOf =
  (...numbers: readonly number[]) =>
  (text: string): number => {
    if (numbers.includes(Number(text))) return Number(text)
    throw new InvalidArgumentError(`Give ${numbers.join(' or ')}.`)
  }
