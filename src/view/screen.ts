import type { Finding } from '../checks/finding.ts'
import { type Ns, nsFromCs } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { VirtualRouterKey } from '../observe/record.ts'
import { detailLines } from './detail.ts'
import type { Words } from './lines.ts'
import { type Row, type RowState, rowsOf, type SortKey } from './rows.ts'
import type { ViewState } from './state.ts'
import { wrapPainted } from './wrap.ts'

/** What the screen is made of. Texts are printable; `log` are the lines of the events, oldest first. */
export interface Scene {
  readonly world: Pick<World, 'virtualRouters'>
  readonly findings: readonly Finding[]
  readonly now: Ns
  /** What is captured, by what, how much so far. */
  readonly title: string
  readonly log: readonly string[]
  readonly words: Words
  readonly unicode: boolean
}

export interface Screen {
  /** Exactly as many as the terminal has rows, none wider than it. */
  readonly lines: readonly string[]
  /** The virtual routers of the table, as they are shown. */
  readonly keys: readonly VirtualRouterKey[]
}

const helpOf = (sort: SortKey) => `q quit  enter open  s sort: ${sort}  / filter  space pause`
const DETAIL_HELP = 'q quit  esc back  up/down scroll  space pause'
const BAR_CELLS = 8
/** Under the event's time. */
const INDENT = 14

export function screenOf(scene: Scene, state: ViewState, columns: number, rows: number): Screen {
  const shown = rowsOf(scene.world.virtualRouters, scene.findings, scene.now, state.sort).filter((row) =>
    matches(row, state.filter),
  )
  const keys = shown.map((row) => row.virtualRouter.key)
  const open = shown.find((row) => row.virtualRouter.key === state.open)
  const title = `${scene.title}${state.paused ? '  PAUSED' : ''}`
  const body =
    open === undefined
      ? overview(scene, state, shown, columns, rows - 2)
      : scrolled(detailLines(open, scene, columns), state.scroll, rows - 2)
  const help = state.typing ? `/${state.filter}_` : open === undefined ? helpOf(state.sort) : DETAIL_HELP
  const filter = state.filter !== '' && !state.typing ? `  [filter: ${state.filter}]` : ''
  const lines = [scene.words.paint('bold', cut(title, columns)), ...body]
  while (lines.length < rows - 1) lines.push('')
  return { lines: [...lines.slice(0, rows - 1), scene.words.paint('dim', cut(help + filter, columns))], keys }
}

function overview(scene: Scene, state: ViewState, shown: readonly Row[], columns: number, rows: number): string[] {
  const { words, log } = scene
  // The table takes what it needs, up to two thirds; the log has the rest.
  const tableRows = Math.max(1, Math.min(shown.length, Math.floor((rows * 2) / 3) - 1))
  const selected = Math.min(state.selected, shown.length - 1)
  const first = Math.max(0, Math.min(selected - tableRows + 1, shown.length - tableRows))
  const table = tableLines(shown.slice(first, first + tableRows), scene, selected - first, columns)
  const more = shown.length > tableRows ? `  (${first + 1}-${first + tableRows} of ${shown.length})` : ''
  const logRows = rows - table.length - 1
  const empty = shown.length === 0 && log.length === 0 ? ['waiting for the first advert'] : []
  return [
    ...table,
    words.paint('dim', cut(`events${more}`, columns)),
    ...[...empty, ...lastLines(log, columns, logRows)],
  ]
}

/** The newest events that fit, each as long as it is. */
function lastLines(log: readonly string[], columns: number, rows: number): string[] {
  const lines: string[] = []
  for (let i = log.length - 1; i >= 0 && lines.length < rows; i--)
    lines.unshift(...wrapPainted(log[i]!, columns, INDENT))
  return lines.slice(Math.max(0, lines.length - rows))
}

interface Column {
  readonly head: string
  /** The lowest is left out first where the terminal is narrow. */
  readonly worth: number
  readonly cell: (row: Row, scene: Scene) => string
}

const STATE_WORDS: Readonly<Record<RowState, string>> = {
  ok: 'ok',
  split: 'SPLIT',
  muted: 'MUTED',
  nobody: 'NOBODY',
}

const COLUMNS: readonly Column[] = [
  { head: 'VIRTUAL ROUTER', worth: 10, cell: (row) => row.virtualRouter.id },
  { head: 'STATE', worth: 9, cell: (row) => STATE_WORDS[row.state] },
  { head: 'ACTIVE', worth: 8, cell: (row) => activeText(row) },
  { head: 'PRIO', worth: 6, cell: (row) => String(row.holder?.priority ?? '') },
  { head: 'LAST', worth: 7, cell: (row, scene) => bar(row, scene.unicode) },
  { head: 'EVERY', worth: 4, cell: (row, { words }) => everyText(row, words) },
  { head: 'ADDRESSES', worth: 3, cell: (row) => addressText(row) },
  { head: 'V', worth: 2, cell: (row) => [...row.virtualRouter.versions].sort().join(',') },
  { head: 'BACKUPS', worth: 1, cell: (row) => String(row.backups) },
  { head: 'AUTH', worth: 0, cell: (row) => row.holder?.auth ?? '' },
  { head: 'FINDING', worth: 5, cell: (row) => row.worst?.id ?? '' },
]

function tableLines(shown: readonly Row[], scene: Scene, selected: number, columns: number): string[] {
  let used = COLUMNS.map((column) => {
    const cells = shown.map((row) => column.cell(row, scene))
    return { column, cells, width: Math.max(column.head.length, ...cells.map((cell) => cell.length)) }
  })
  while (used.length > 1 && used.reduce((sum, { width }) => sum + width + 2, 0) - 2 > columns) {
    const least = used.reduce((a, b) => (b.column.worth < a.column.worth ? b : a))
    used = used.filter((one) => one !== least)
  }
  const line = (cell: (one: (typeof used)[number]) => string) =>
    cut(used.map((one) => cell(one).padEnd(one.width)).join('  '), columns).trimEnd()
  const lines = shown.map((row, i) => {
    const text = line((one) => one.cells[i]!)
    return i === selected ? scene.words.paint('selected', text.padEnd(columns)) : scene.words.paint(toneOf(row), text)
  })
  return [
    scene.words.paint(
      'dim',
      line((one) => one.column.head),
    ),
    ...lines,
  ]
}

const toneOf = (row: Row) =>
  row.state === 'split' || row.state === 'nobody' ? 'error' : row.worst?.severity === 'error' ? 'warning' : 'plain'

function activeText({ virtualRouter, holder, state }: Row): string {
  if (holder === undefined) return ''
  const name = holder.config?.node ?? holder.name
  if (state === 'nobody') return `(${name})`
  return virtualRouter.active.length > 1 ? `${name} +${virtualRouter.active.length - 1}` : name
}

function addressText({ virtualRouter: { addresses } }: Row): string {
  const more = addresses.length > 1 ? ` +${addresses.length - 1}` : ''
  return `${addresses[0]?.text ?? '-'}${more}`
}

function everyText({ holder, jitter }: Row, words: Words): string {
  if (holder === undefined) return ''
  return `${words.duration(nsFromCs(holder.advertised))}${jitter === undefined ? '' : ` ±${words.duration(jitter)}`}`
}

/** Time since the last advert as a part of Active_Down_Interval. */
function bar({ sinceLast, downAfter }: Row, unicode: boolean): string {
  const part = downAfter === undefined ? 0 : Math.min(1, sinceLast / downAfter)
  const full = Math.round(part * BAR_CELLS)
  return (unicode ? '█' : '#').repeat(full) + (unicode ? '░' : '.').repeat(BAR_CELLS - full)
}

function matches({ virtualRouter }: Row, filter: string): boolean {
  if (filter === '') return true
  const { id, addresses, routers } = virtualRouter
  const names = routers.flatMap((router) => [router.name, router.config?.node ?? ''])
  return [id, ...addresses.map((address) => address.text), ...names].some((text) => text.includes(filter))
}

function scrolled(lines: readonly string[], scroll: number, rows: number): string[] {
  const from = Math.max(0, Math.min(scroll, lines.length - rows))
  return lines.slice(from, from + rows)
}

const cut = (text: string, columns: number): string => text.slice(0, columns)
