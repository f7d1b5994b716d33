import type { CaptureProblem, CaptureSummary } from '../capture/source.ts'
import type { Finding } from '../checks/finding.ts'
import type { Words } from '../checks/words.ts'
import { captureOf, numberInCapture } from '../core/frame-number.ts'
import { isoFromNs, NS_PER_MS, type Ns, nsFromCs, type Timeline } from '../core/time.ts'
import type { Gap } from '../observe/listener.ts'
import type { Counts } from '../observe/options.ts'
import type { RouterRecord, Takeover, VirtualRouterKey, VirtualRouterRecord } from '../observe/record.ts'
import type {
  Report,
  ReportCapture,
  ReportFinding,
  ReportRouter,
  ReportTakeover,
  ReportVirtualRouter,
  Verdict,
} from './schema.ts'
import type { Looked } from './timeline.ts'

/** More than one and a half intervals without an advert of a router that was Active all that time. */
export interface Silence {
  readonly key: VirtualRouterKey
  readonly router: string
  readonly from: Ns
  readonly to: Ns
}

/** All that a run found out, in nanoseconds and without prose. */
export interface RunResult {
  readonly timeline: Timeline
  readonly captures: readonly CaptureSummary[]
  readonly gaps: readonly Gap[]
  readonly counts: Readonly<Counts>
  readonly virtualRouters: readonly VirtualRouterRecord[]
  readonly silences: readonly Silence[]
  /** Worst first. */
  readonly findings: readonly Finding[]
  readonly verdict: Verdict
  /** The first and the last time of all vantage points that was looked at; undefined where nothing was. */
  readonly looked: { readonly from: Ns; readonly to: Ns } | undefined
}

export interface Tool {
  readonly name: 'vrrpscope'
  readonly version: string
}

/** Turns findings into entries of a report: needs the time line, the names of virtual routers and the rules' words. */
export interface Wording {
  readonly timeline: Timeline
  readonly idOf: (key: VirtualRouterKey) => string | undefined
  readonly wordsOf: (finding: Finding) => Words
}

/** The report document of a run. Findings come worst first, then in the order of time. */
export function reportOf(result: RunResult, tool: Tool, wordsOf: (finding: Finding) => Words): Report {
  const { timeline } = result
  const ids = new Map(result.virtualRouters.map(({ key, id }) => [key, id]))
  const wording: Wording = { timeline, idOf: (key) => ids.get(key), wordsOf }
  return {
    schema: 'vrrpscope.report/1',
    tool,
    captures: result.captures.map((capture) => captureEntry(capture, result.gaps, timeline)),
    counts: result.counts,
    virtualRouters: result.virtualRouters.map((record) => virtualRouterEntry(record, result.silences, timeline)),
    findings: result.findings.map((finding) => findingEntry(finding, wording)),
    verdict: result.verdict,
  }
}

/** What a text report is about. */
export const lookedAt = ({ timeline, looked }: Pick<RunResult, 'timeline' | 'looked'>): Looked | undefined =>
  looked && { from: iso(timeline, looked.from), to: iso(timeline, looked.to) }

/** One element of `findings`; also the `finding` object of jsonl. */
export function findingEntry(finding: Finding, { timeline, idOf, wordsOf }: Wording): ReportFinding {
  const { id, severity, confidence, count, routers, frames, related, values, state } = finding
  const { message, why, remedy, references } = wordsOf(finding)
  return {
    id,
    severity,
    confidence,
    virtualRouter: (finding.key === undefined ? undefined : idOf(finding.key)) ?? null,
    routers: [...routers],
    node: finding.node ?? null,
    message,
    why,
    remedy,
    references: [...references],
    count,
    firstSeen: timeOrNull(timeline, finding.firstSeen),
    lastSeen: timeOrNull(timeline, finding.lastSeen),
    frames: frames.map(numberInCapture),
    frameCaptures: frames.map(captureOf),
    file: finding.file ?? null,
    line: finding.line ?? null,
    column: finding.column ?? null,
    related: [...related],
    values: { ...values },
    state,
  }
}

/** One element of `takeovers`; also the `takeover` object of jsonl. */
export function takeoverEntry(takeover: Takeover, timeline: Timeline): ReportTakeover {
  const { expectedGap } = takeover
  return {
    at: iso(timeline, takeover.at),
    from: takeover.from ?? null,
    to: takeover.to,
    cause: takeover.cause,
    gapMs: msOrNull(takeover.gap),
    expectedGapMs: expectedGap === undefined ? null : { min: exactMs(expectedGap.min), max: exactMs(expectedGap.max) },
    overlapMs: exactMs(takeover.overlap),
    announceDelayMs: msOrNull(takeover.announceDelay),
  }
}

/** One element of `captures`. */
export function captureEntry(capture: CaptureSummary, gaps: readonly Gap[], timeline: Timeline): ReportCapture {
  const sources = new Set(capture.interfaces.flatMap(({ index, within = index }) => [index, within]))
  return {
    name: capture.name,
    format: capture.format,
    interfaces: capture.interfaces.map(({ name }) => name),
    linkTypes: [...new Set(capture.interfaces.map(({ linkType }) => linkType))],
    packets: capture.packets,
    bytes: capture.bytes,
    firstTime: timeOrNull(timeline, capture.first),
    lastTime: timeOrNull(timeline, capture.last),
    clock: capture.interfaces.some(({ clock }) => clock === 'arrival') ? 'arrival' : 'kernel',
    dropped: capture.dropped ?? null,
    complete: capture.complete,
    problem: problemEntry(capture.problem),
    gaps: gaps
      .filter(({ source }) => sources.has(source))
      .map(({ from, to, reason, dropped }) => ({ from: iso(timeline, from), to: iso(timeline, to), reason, dropped })),
  }
}

/** What to do about it is said on standard error. */
function problemEntry(problem: CaptureProblem | undefined): ReportCapture['problem'] {
  return problem === undefined ? null : { code: problem.code, message: problem.message, offset: problem.offset }
}

function virtualRouterEntry(
  record: VirtualRouterRecord,
  silences: readonly Silence[],
  timeline: Timeline,
): ReportVirtualRouter {
  const at = (time: Ns) => iso(timeline, time)
  return {
    id: record.id,
    vrid: record.vrid,
    segment: record.segment ?? null,
    family: record.family === 4 ? 'ipv4' : 'ipv6',
    path: record.path,
    versions: [...record.versions],
    transport: record.transport,
    addresses: record.addresses.map(({ text }) => text),
    routers: record.routers.map((router) => routerEntry(router, timeline)),
    activePeriods: record.activePeriods.map(({ router, from, to, endedBy, muted }) => ({
      router,
      from: at(from),
      to: timeOrNull(timeline, to),
      endedBy,
      muted,
    })),
    takeovers: record.takeovers.map((takeover) => takeoverEntry(takeover, timeline)),
    silences: silences
      .filter(({ key }) => key === record.key)
      .map(({ router, from, to }) => ({ router, from: at(from), to: at(to) })),
    acceptance: record.acceptance.map((pair) => ({ ...pair, firstFailedCheck: pair.firstFailedCheck ?? null })),
    forgotten: record.forgotten,
  }
}

function routerEntry(router: RouterRecord, timeline: Timeline): ReportRouter {
  const { advertised, min, p50, p99, max } = router.interval
  return {
    address: router.name,
    mac: router.mac ?? null,
    name: router.node ?? null,
    priorities: [...router.priorities],
    priority: router.priority,
    versions: [...router.versions],
    adverts: router.adverts,
    priorityZero: router.priorityZero,
    firstSeen: iso(timeline, router.firstSeen),
    lastSeen: iso(timeline, router.lastSeen),
    intervalMs: {
      advertised: exactMs(nsFromCs(advertised)),
      min: msOrNull(min),
      p50: msOrNull(p50),
      p99: msOrNull(p99),
      max: msOrNull(max),
    },
    auth: router.auth,
    checksum: router.checksum,
    gratuitousAnnouncements: router.announcements,
  }
}

/** Nanoseconds as milliseconds; the division is the only rounding. */
const exactMs = (duration: Ns): number => duration / NS_PER_MS
const msOrNull = (duration: Ns | undefined): number | null => (duration === undefined ? null : exactMs(duration))
const timeOrNull = (timeline: Timeline, at: Ns | undefined): string | null =>
  at === undefined ? null : iso(timeline, at)

// What Date can say at all; stamps of a damaged file may lie beyond.
const END_OF_TIME = '+275760-09-13T00:00:00.000000Z'

function iso(timeline: Timeline, at: Ns): string {
  const text = isoFromNs(timeline, at)
  return text === 'invalid-time' ? END_OF_TIME : text
}
