import { Command, InvalidArgumentError, Option } from 'commander'
import { VrrpscopeError } from '../../core/errors.ts'
import { PROFILE_NAMES, type ProfileName } from '../../core/profile-name.ts'
import { NS_PER_MS, NS_PER_SEC, type Ns } from '../../core/time.ts'
import { captureFilter } from '../../edge/filter.ts'
import type { ObserverOptions } from '../../observe/options.ts'
import { learnConfigs } from '../../report/anonymize.ts'
import { reportOf } from '../../report/document.ts'
import { jsonlEnd } from '../../report/jsonl.ts'
import { table } from '../../report/style.ts'
import { configsOf } from '../configs.ts'
import { Drill } from '../drill.ts'
import { tellDrill } from '../drill-output.ts'
import { nsOfDuration } from '../durations.ts'
import { Exit } from '../exit.ts'
import { tellDamage } from '../failure.ts'
import { withCommonFlags, withConfigFlag } from '../flags.ts'
import { type GivenFlags, givenOf, withGivenFlags } from '../given.ts'
import type { Io } from '../io.ts'
import { AdvertLines, execPart, JsonLines, TextLines } from '../live-output.ts'
import { LiveSession } from '../live-session.ts'
import { LiveWords } from '../live-words.ts'
import { Prober } from '../probe.ts'
import { parseRing, type RecordingFlags, recordingParts } from '../recording.ts'
import { anonymizerOf } from '../renamed.ts'
import { REPORT_FORMATS, type ReportFormat, renderReport, shownReport, styleOf } from '../render.ts'
import { StopSigns } from '../stop-signs.ts'
import { exitOf, verdictOf } from '../verdict.ts'
import { VERSION } from '../version.ts'

interface Flags extends RecordingFlags, GivenFlags {
  readonly config: readonly string[]
  readonly format: ReportFormat
  readonly segments: NonNullable<ObserverOptions['segments']>
  readonly profile?: ProfileName
  readonly filter?: string
  readonly tunnels: boolean
  readonly backend: 'auto' | 'cap' | 'tcpdump'
  readonly listInterfaces?: boolean
  readonly lines?: boolean
  readonly adverts?: boolean
  readonly metrics?: string
  readonly exec?: string
  readonly drill?: boolean
  readonly probe?: boolean
  readonly duration?: Ns
  readonly count?: number
  readonly until?: string
}

/** `vrrpscope sniff <interface>`: who is Active, what is wrong, as it happens. */
export const sniffCommand = (io: Io): Command =>
  withGivenFlags(withConfigFlag(withCommonFlags(new Command('sniff'), REPORT_FORMATS)))
    .description('live: who is Active, what is wrong, as it happens; ends with the report of audit')
    .argument('[interface]', 'one or more, separated by commas; any; - is a capture on standard input')
    .argument('[bpf...]', 'narrows the capture: a libpcap expression')
    .option('--filter <bpf>', 'the same as one word')
    .option('--tunnels', 'also look into VXLAN, GRE and MPLS', false)
    .addOption(new Option('--backend <name>', 'what captures').choices(['auto', 'cap', 'tcpdump']).default('auto'))
    .option('--list-interfaces', 'what there is to capture on')
    .addOption(
      new Option('--segments <how>', 'whether interfaces are one segment')
        .choices(['auto', 'one', 'each'])
        .default('auto'),
    )
    .addOption(
      new Option('--profile <name>', 'what the routers are, where no configuration says it').choices(PROFILE_NAMES),
    )
    .option('--lines', 'lines also on a terminal')
    .option('--adverts', 'one line per advert, too')
    .option('-w, --write <file>', 'record to pcapng; what was found is noted at its frames')
    .option('--ring <files>', 'record to a ring of files: 10x100MB, 24x1h', parseRing)
    .option('--on-incident <dir>', 'record each incident to a file of its own')
    .addOption(
      new Option('--around <time>', 'how much before and after an incident')
        .argParser(parseDuration)
        .default(10 * NS_PER_SEC, '10s'),
    )
    .option('--metrics <[host:]port>', 'serve Prometheus metrics; on the loopback unless a host is given')
    .option('--exec <command>', 'run a shell command per event, the event as JSON on its standard input')
    .option('--drill', 'end with a verdict on each takeover: did the address move in time?')
    .option('--probe', 'ask for the virtual addresses by ARP and ND: who answers, and since when')
    .option('--duration <time>', 'end after this time: 30s, 5min', parseDuration)
    .option('--count <n>', 'end after n adverts', parseCount)
    .option('--until <event>', 'end at a finding (its id) or at a takeover')
    .action((interfaces: string | undefined, bpf: string[], flags: Flags) =>
      flags.listInterfaces ? listInterfaces(io) : sniff(io, interfaces, bpf, flags),
    )

async function sniff(io: Io, interfaces: string | undefined, bpf: string[], flags: Flags): Promise<void> {
  if (interfaces === undefined)
    throw new VrrpscopeError('usage/no-interface', 'no interface given', 'vrrpscope sniff --list-interfaces')
  if (flags.ring !== undefined && flags.write === undefined)
    throw new VrrpscopeError('usage/ring-without-file', '--ring needs a name to number', 'add -w FILE.pcapng')
  let note = (text: string) => io.note(text)
  const narrow = [flags.filter, ...bpf].filter(Boolean).join(' ')
  const signs = new StopSigns(io, flags, () => session.endHere())
  const drill = flags.drill ? new Drill() : undefined
  const nodes = await configsOf(io, flags.config, flags.profile)
  const anonymizer = anonymizerOf(io)
  if (anonymizer !== undefined) learnConfigs(anonymizer, nodes)
  const session = new LiveSession({
    interfaces: interfaces.split(','),
    narrow,
    tunnels: flags.tunnels,
    backend: flags.backend,
    sending: flags.probe ?? false,
    isPrompt: signs.awaitsFinding,
    listeners: drill === undefined ? [] : [drill],
    nodes,
    segments: flags.segments,
    given: givenOf(flags, narrow),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    onNote: (text) => note(text),
  })
  const words = new LiveWords(styleOf(io), session.run, io.flags.showSecrets)
  const prober = flags.probe ? new Prober(session, interfaces.split(',')) : undefined
  drill?.start(session.analysis.observer, (virtualRouter) => prober?.asks(virtualRouter) ?? false)
  session.follow({
    onInterface: (face) => {
      words.onInterface(face)
      anonymizer?.learnName(face.name, 'interface')
    },
    onFrame: (view) => words.times.begins(view.tNs as Ns),
  })
  if (flags.format === 'jsonl') session.follow(new JsonLines(io, session.run, words))
  if (flags.adverts && flags.format !== 'json') session.follow(new AdvertLines(io, session.run, flags.format, words))
  const filter = captureFilter(interfaces, { narrow, tunnels: flags.tunnels })
  for (const part of recordingParts(flags, session, words, filter, (text) => note(text))) session.follow(part)
  if (prober !== undefined) session.follow(prober)
  if (flags.exec !== undefined) session.follow(execPart(io, flags.exec, session, words, (text) => note(text)))
  if (flags.metrics !== undefined) {
    const { metricsPart } = await import('../metrics-part.ts')
    session.follow(await metricsPart(flags.metrics, session, words, note))
  }
  session.follow(signs)
  const view = await screenFor(io, session, words, signs, flags)
  if (flags.format === 'text') session.follow(view ?? new TextLines(io, words))
  if (view !== undefined) note = (text) => view.note(text)

  try {
    await session.start()
    for (const backend of session.backends) note(`capturing with ${backend}; ^C ends with the report`)
    await Promise.race([signs.seen, session.ended])
  } catch (error) {
    await session.abandon()
    throw error
  }
  note = (text) => io.note(text)
  const run = await session.stop()
  tellDamage(io, run.captures)
  if (io.interrupted && run.counts.packets === 0) return io.exitWith(Exit.interrupted)
  const verdict = verdictOf(run, io.flags.failOn)
  io.exitWith(exitOf(verdict))
  const report = reportOf({ ...run, verdict }, { name: 'vrrpscope', version: VERSION }, (finding) => words.of(finding))
  if (drill !== undefined) tellDrill(io, drill.results(), flags.format, session.run, words)
  io.print(flags.format === 'jsonl' ? jsonlEnd(shownReport(report, io)) : renderReport(report, flags.format, io))
}

/** The screen, where there is a terminal to draw it on and nobody asked for lines; new names fit only lines. */
async function screenFor(io: Io, session: LiveSession, words: LiveWords, signs: StopSigns, flags: Flags) {
  if (flags.format !== 'text' || !io.terminal || flags.lines || flags.adverts || io.flags.anonymize) return undefined
  const { LiveView } = await import('../live-view.ts')
  return new LiveView(io, session, words, () => signs.stop())
}

async function listInterfaces(io: Io): Promise<void> {
  const { listInterfaces: list } = await import('../../edge/interfaces.ts')
  const rows = list().map(({ name, up, mac, addresses }) => [
    name,
    up ? 'up' : 'down',
    mac ?? '',
    addresses.map(({ ip, prefixLen }) => `${ip.text}/${prefixLen}`).join(' '),
  ])
  for (const line of table(rows, '')) io.print(`${line}\n`)
}

function parseDuration(text: string): Ns {
  const length = nsOfDuration(text)
  if (length === undefined || length < NS_PER_MS)
    throw new InvalidArgumentError('Give a time with its unit: 30s, 5min.')
  return length
}

function parseCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Give a number from 1.')
  return Number(text)
}
