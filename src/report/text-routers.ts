import { printable } from '../core/printable.ts'
import type { Report, ReportRouter, ReportTakeover, ReportVirtualRouter } from './schema.ts'
import { clip, paint, type Style, table, wrap } from './style.ts'
import { drawTimeLine, type Span } from './timeline.ts'
import { type Clock, duration, durationOfMs } from './times.ts'

// Few virtual routers are all drawn; of many, those with something to tell.
const FEW = 8
const MOST_LISTED = 300
const MOST_DETAILED = 60
const MOST_ROUTERS = 16
const MOST_TAKEOVERS = 40

/** One line a virtual router. */
export function overviewLines(report: Report, style: Style): string[] {
  if (report.virtualRouters.length === 0) return []
  const shown = report.virtualRouters.slice(0, style.verbose ? undefined : MOST_LISTED)
  const more = report.virtualRouters.length - shown.length
  const columns = ['VIRTUAL ROUTER', 'ADDRESSES', 'ACTIVE AT END', 'PRIO', 'INTERVAL', 'VRRP', 'AUTH']
  const [head, ...rows] = table([columns, ...shown.map(overviewRow)], '')
  return [paint(style, 'dim', head!), ...rows, ...(more > 0 ? [`and ${more} more (-v shows all)`] : []), '']
}

function overviewRow(router: ReportVirtualRouter): string[] {
  const active = activeAtEnd(router)
  const leading = router.routers.find(({ address }) => address === active[0]) ?? router.routers[0]
  return [
    clip(router.id, 28),
    listed(router.addresses, 1),
    active.length === 0 ? 'nobody' : listed(active, 2),
    leading === undefined || leading.priority === 0 ? '-' : String(leading.priority),
    leading === undefined ? '-' : durationOfMs(leading.intervalMs.advertised),
    router.versions.map((version) => `v${version}`).join('+'),
    [...new Set(router.routers.map(({ auth }) => auth))].join('+'),
  ]
}

function activeAtEnd({ activePeriods }: ReportVirtualRouter): string[] {
  return [
    ...new Set(
      activePeriods.filter(({ to, endedBy }) => to === null || endedBy === 'capture-end').map(({ router }) => router),
    ),
  ]
}

/** The first few, and how many there are besides. */
function listed(names: readonly string[], most: number): string {
  const shown = names
    .slice(0, most)
    .map((name) => clip(name, 26))
    .join(', ')
  return names.length > most ? `${shown} +${names.length - most}` : shown || '-'
}

/** Routers, time line, takeovers and refusals of each virtual router; of many, only of those with something to tell. */
export function detailLines(report: Report, span: Span | undefined, clock: Clock, style: Style): string[] {
  if (span === undefined) return []
  const { virtualRouters, findings } = report
  const blamed = new Set(findings.filter(({ severity }) => severity !== 'info').map((finding) => finding.virtualRouter))
  const all = style.verbose || virtualRouters.length <= FEW
  const telling = virtualRouters.filter(({ id, takeovers }) => all || takeovers.length > 0 || blamed.has(id))
  const shown = style.verbose ? telling : telling.slice(0, MOST_DETAILED)
  const more = telling.length - shown.length
  return [
    ...shown.flatMap((router) => oneDetailed(router, report, span, clock, style)),
    ...(more > 0 ? [`and ${more} more with takeovers or findings (-v shows all)`, ''] : []),
  ]
}

function oneDetailed(router: ReportVirtualRouter, report: Report, span: Span, clock: Clock, style: Style): string[] {
  const title = `${printable(router.id)}  ${router.transport}, ${router.addresses.length === 0 ? noAddress(router) : listed(router.addresses, 4)}`
  return [
    paint(style, 'bold', title),
    ...(router.routers.length === 0 ? ['  no router followed', ''] : routersAndTime(router, report, span, style)),
    ...takeoverLines(router, clock, style),
    ...refusalLines(router, style),
  ]
}

const routersAndTime = (router: ReportVirtualRouter, report: Report, span: Span, style: Style): string[] => [
  ...routerRows(router, style),
  '',
  ...drawTimeLine(router, report, span, style, style.columns - 2).map((line) => `  ${line}`),
  '',
]

/** A list that the capture cut off is not an empty one. */
const noAddress = ({ routers }: ReportVirtualRouter): string =>
  routers.some(({ checksum }) => checksum === 'unknown') ? 'addresses not captured' : 'no address'

function routerRows({ routers }: ReportVirtualRouter, style: Style): string[] {
  const most = style.verbose ? routers.length : MOST_ROUTERS
  const named = routers.some(({ name }) => name !== null)
  const [head, ...rows] = table(
    [
      ['ROUTER', ...(named ? ['NODE'] : []), 'PRIO', 'ADVERTS', 'EVERY', 'AT MOST', 'CHECKSUM', 'AUTH'],
      ...routers.slice(0, most).map((router) => routerRow(router, named)),
    ],
    '  ',
  )
  const more = routers.length - most
  return [paint(style, 'dim', head!), ...rows, ...(more > 0 ? [`  and ${more} more (-v shows all)`] : [])]
}

function routerRow(router: ReportRouter, named: boolean): string[] {
  const { p50, max } = router.intervalMs
  return [
    clip(router.address, 30),
    ...(named ? [clip(router.name ?? '-', 16)] : []),
    clip(prioritiesOf(router), 16),
    String(router.adverts),
    p50 === null ? '-' : durationOfMs(p50),
    max === null ? '-' : durationOfMs(max),
    router.checksum,
    router.auth,
  ]
}

/** `150→90→150`: those it had, in the order first seen, and what it came back to. */
function prioritiesOf({ priorities, priority }: ReportRouter): string {
  const back = priority !== 0 && priorities.at(-1) !== priority ? [priority] : []
  return [...priorities, ...back].join('→') || '-'
}

function takeoverLines(router: ReportVirtualRouter, clock: Clock, style: Style): string[] {
  if (router.takeovers.length === 0) return []
  const forgotten = router.forgotten === 0 ? [] : [`    before: ${router.forgotten} periods and takeovers, not kept`]
  const shown = router.takeovers.slice(0, style.verbose ? undefined : MOST_TAKEOVERS)
  const rows = shown.map((takeover) => [
    clock.write(takeover.at),
    `${takeover.from === null ? '' : `${clip(takeover.from, 30)} → `}${clip(takeover.to, 30)}`,
    takeover.cause,
    gapWords(takeover),
  ])
  const more = router.takeovers.length - shown.length
  const beside = table(rows, '    ')
  const lines = beside.every((line) => line.length <= style.columns) ? beside : rows.flatMap((row) => onTwo(row, style))
  return ['  takeovers', ...forgotten, ...lines, ...(more > 0 ? [`    and ${more} more (-v shows all)`] : []), '']
}

/** For names too long to stand beside their times. */
function onTwo([at, who, cause, gap]: readonly string[], style: Style): string[] {
  const indent = ' '.repeat(at!.length + 6)
  return [`    ${at}  ${who}  ${cause}`, ...wrap(gap!, style.columns - indent.length).map((line) => indent + line)]
}

function gapWords({ gapMs, expectedGapMs, overlapMs, announceDelayMs }: ReportTakeover): string {
  return [
    gapMs === null
      ? ''
      : `gap ${durationOfMs(gapMs)}${expectedGapMs === null ? '' : ` (expected ${rangeWords(expectedGapMs)})`}`,
    overlapMs > 0 ? `both Active for ${durationOfMs(overlapMs)}` : '',
    announceDelayMs === null
      ? ''
      : `announced ${announceDelayMs === 0 ? 'at once' : `after ${durationOfMs(announceDelayMs)}`}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function rangeWords({ min, max }: { min: number; max: number }): string {
  return duration(min * 1e6) === duration(max * 1e6) ? durationOfMs(min) : `${durationOfMs(min)} – ${durationOfMs(max)}`
}

function refusalLines(router: ReportVirtualRouter, style: Style): string[] {
  const refusals = router.acceptance.filter(({ accepts }) => !accepts)
  if (refusals.length === 0) return []
  const words = refusals
    .slice(0, style.verbose ? undefined : 8)
    .map(
      ({ from, by, profile, profileSource, firstFailedCheck }) =>
        `${by} rejects ${from}: ${firstFailedCheck ?? 'unknown'} (${profile}, ${profileSource})`,
    )
  const more = refusals.length - words.length
  return [
    ...words.flatMap((line) =>
      wrap(printable(line), style.columns - 4).map((part, i) => (i === 0 ? `  ${part}` : `    ${part}`)),
    ),
    ...(more > 0 ? [`  and ${more} more refusals`] : []),
    '',
  ]
}
