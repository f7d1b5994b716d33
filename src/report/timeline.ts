import { columnsOf } from '../core/printable.ts'
import { NS_PER_SEC } from '../core/time.ts'
import type { Report, ReportCapture, ReportVirtualRouter } from './schema.ts'
import { clip, padded, paint, type Style, type Tone } from './style.ts'
import { compareTimes, duration, type Instant, instant, nsBetween } from './times.ts'

// One row a router, one column a slice of time:
//
//   172.18.5.144  ······▶━━━━━━━━━━━━0···········
//   172.18.5.145  ···················▶━━━━━━━━━━━━
//                 0         10 s      20 s

const MOST_ROWS = 16
const MOST_LABEL = 25

/** What one cell shows; the strongest of all that falls into its slice of time. */
type Mark =
  | 'unseen'
  | 'quiet'
  | 'active'
  | 'muted'
  | 'missing'
  | 'zero'
  | 'yielded'
  | 'fell-silent'
  | 'began'
  | 'several'
  | 'uncovered'

const GLYPHS: Readonly<Record<Mark, readonly [unicode: string, ascii: string, tone: Tone | undefined]>> = {
  unseen: [' ', ' ', undefined],
  quiet: ['·', '.', 'dim'],
  active: ['━', '=', 'good'],
  muted: ['╌', '~', 'warning'],
  missing: ['×', 'x', 'warning'],
  zero: ['0', '0', 'info'],
  yielded: ['◁', '<', 'info'],
  'fell-silent': ['╳', 'X', 'error'],
  began: ['▶', '>', 'info'],
  several: ['*', '*', 'warning'],
  uncovered: ['░', '?', 'warning'],
}

const MEANINGS: Readonly<Partial<Record<Mark, string>>> = {
  began: 'becomes Active',
  active: 'Active',
  muted: 'Active but muted: no adverts',
  zero: 'leaves with priority 0',
  yielded: 'yields',
  'fell-silent': 'falls silent',
  missing: 'adverts missing',
  several: 'several of these',
  uncovered: 'not captured',
}

const EVENTS: ReadonlySet<Mark> = new Set(['zero', 'yielded', 'fell-silent', 'began', 'several'])

/** Time in ISO 8601 that was looked at: less than the captures have, where only a part was asked for. */
export interface Looked {
  readonly from: string
  readonly to: string
}

/** The time that a report covers. */
export interface Span extends Looked {
  /** Behind the first frame of all captures. */
  readonly offsetNs: number
  readonly lengthNs: number
}

/** From the first to the last frame of all captures, or what was looked at of that; undefined without a frame. */
export function spanOf(report: Report, looked?: Looked): Span | undefined {
  const firsts = report.captures.flatMap(({ firstTime }) => firstTime ?? []).sort(compareTimes)
  const lasts = report.captures.flatMap(({ lastTime }) => lastTime ?? []).sort(compareTimes)
  const [first] = firsts
  if (first === undefined) return undefined
  const { from, to } = looked ?? { from: first, to: lasts.at(-1)! }
  const lengthNs = Math.max(1, nsBetween(instant(from), instant(to)))
  return { from, to, offsetNs: nsBetween(instant(first), instant(from)), lengthNs }
}

/** The rows of one virtual router, its axis, and what the marks in it mean. Lines without indentation. */
export function drawTimeLine(
  router: ReportVirtualRouter,
  report: Report,
  span: Span,
  style: Style,
  width: number,
): string[] {
  const shown = mostTelling(router).slice(0, MOST_ROWS)
  const names = shown.map((name) => clip(name, MOST_LABEL))
  const label = Math.max(0, ...names.map(columnsOf))
  const cells = Math.max(20, width - label - 2)
  const gaps = report.captures.flatMap((capture) => capture.gaps)
  const rows = shown.map((name) => marksOf(router, name, gaps, new Scale(span, cells)))
  const more = router.routers.length - shown.length
  return [
    ...rows.map((marks, i) => `${padded(names[i]!, label)}  ${draw(marks, style)}`),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...axis(span, cells, style).map((line) => `${' '.repeat(label)}  ${paint(style, 'dim', line)}`),
    ...legend(rows.flat(), style, width),
  ]
}

/** Maps times of the span to cells. */
class Scale {
  readonly cells: number
  readonly #span: Span
  readonly #from: Instant

  constructor(span: Span, cells: number) {
    this.#span = span
    this.#from = instant(span.from)
    this.cells = cells
  }

  cell(iso: string): number {
    const at = nsBetween(this.#from, instant(iso))
    return Math.max(0, Math.min(this.cells - 1, Math.floor((at / this.#span.lengthNs) * this.cells)))
  }
}

/** Names of the routers, those that were Active first, in the order of becoming so. */
function mostTelling({ activePeriods, routers }: ReportVirtualRouter): string[] {
  return [...new Set([...activePeriods.map((period) => period.router), ...routers.map(({ address }) => address)])]
}

function marksOf(router: ReportVirtualRouter, name: string, gaps: ReportCapture['gaps'], scale: Scale): Mark[] {
  const marks: Mark[] = new Array<Mark>(scale.cells).fill('unseen')
  const fill = (from: string, to: string | null, mark: Mark) =>
    marks.fill(mark, scale.cell(from), to === null ? scale.cells : scale.cell(to) + 1)
  const put = (at: string, mark: Mark) => {
    const cell = scale.cell(at)
    marks[cell] = EVENTS.has(marks[cell]!) && marks[cell] !== mark ? 'several' : mark
  }

  const seen = router.routers.find(({ address }) => address === name)
  if (seen !== undefined) fill(seen.firstSeen, null, 'quiet')
  const periods = router.activePeriods.filter((period) => period.router === name)
  for (const { from, to, endedBy } of periods) fill(from, endedBy === 'capture-end' ? null : to, 'active')
  for (const { router: silent, from, to } of router.silences) {
    if (silent !== name) continue
    const isMuted = periods.some(
      (one) => one.muted && compareTimes(one.from, from) <= 0 && (one.to === null || compareTimes(one.to, to) >= 0),
    )
    // The adverts at its ends were there to see, as long as there is room to show it.
    const first = Math.min(scale.cell(from) + 1, scale.cell(to))
    marks.fill(isMuted ? 'muted' : 'missing', first, Math.max(first + 1, scale.cell(to)))
  }
  const held = new Array<boolean>(scale.cells).fill(false)
  for (const { from, to } of router.activePeriods)
    held.fill(true, scale.cell(from), to === null ? scale.cells : scale.cell(to) + 1)
  for (const { from, to, reason } of gaps) {
    if (reason !== 'drops-unplaced') fill(from, to, 'uncovered')
    // Frames were seen in that time as well: what is not known is where none are.
    else
      for (let cell = scale.cell(from); cell <= scale.cell(to); cell++)
        if (!held[cell] || marks[cell] === 'missing') marks[cell] = 'uncovered'
  }
  for (const { from, to, endedBy } of periods) {
    if (router.takeovers.some((takeover) => takeover.to === name && takeover.at === from)) put(from, 'began')
    if (to === null) continue
    if (endedBy === 'priority-zero' || endedBy === 'restart') put(to, 'zero')
    else if (endedBy === 'yielded') put(to, 'yielded')
    else if (endedBy === 'silence') put(to, 'fell-silent')
  }
  return marks
}

/** Neighbouring cells of one tone share their colour codes. */
function draw(marks: readonly Mark[], style: Style): string {
  let line = ''
  for (let i = 0; i < marks.length; ) {
    const tone = GLYPHS[marks[i]!][2]
    let run = ''
    for (; i < marks.length && GLYPHS[marks[i]!][2] === tone; i++) run += glyph(marks[i]!, style)
    line += tone === undefined ? run : paint(style, tone, run)
  }
  return line.trimEnd()
}

const glyph = (mark: Mark, style: Style): string => GLYPHS[mark][style.unicode ? 0 : 1]

const TICK_STEPS_SEC = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200,
  14400, 21600, 43200, 86400, 172800, 604800, 2419200, 31536000,
]
const TICK_ROOM = 10

/** A line of tick labels, seconds since the first frame. */
function axis({ offsetNs, lengthNs }: Span, cells: number, style: Style): string[] {
  const perCell = lengthNs / NS_PER_SEC / cells
  const step = TICK_STEPS_SEC.find((sec) => sec / perCell >= TICK_ROOM) ?? TICK_STEPS_SEC.at(-1)!
  const offset = offsetNs / NS_PER_SEC
  let line = ''
  for (let sec = Math.ceil(offset / step) * step; (sec - offset) / perCell < cells - 1; sec += step) {
    const column = Math.round((sec - offset) / perCell)
    const text = `${style.unicode ? '╵' : '|'}${sec === 0 ? '0' : duration(sec * NS_PER_SEC)}`
    if (column + text.length <= cells && column >= line.length) line = line.padEnd(column) + text
  }
  return [style.unicode ? line : line.replaceAll('µ', 'u')]
}

/** The marks that occur and need words. */
function legend(marks: readonly Mark[], style: Style, width: number): string[] {
  const used = new Set(marks)
  const words = Object.entries(MEANINGS)
    .filter(([mark]) => used.has(mark as Mark))
    .map(([mark, meaning]) => `${glyph(mark as Mark, style)} ${meaning}`)
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 3 + word.length <= width) lines[lines.length - 1] = `${last}   ${word}`
    else lines.push(word)
  }
  return lines.map((line) => paint(style, 'dim', line))
}
