import type { Statement } from './parser.ts'
import type { ValueReader } from './values.ts'

/** Something tracked, and by how much it moves the priority: 0 is a fault instead. */
export interface Tracked {
  readonly kind: TrackKind
  readonly name: string
  readonly weight: number
}

type TrackKind = 'interface' | 'script' | 'file' | 'process' | 'bfd'

/** What a track_* entry may refer to, with the weight that its definition gives. */
export type Definitions = ReadonlyMap<TrackKind, Map<string, number>>

const LIMIT: Readonly<Record<TrackKind, number>> = { interface: 253, script: 253, file: 254, process: 254, bfd: 253 }

/** The kinds of things that a configuration defines before an instance may track them. */
const DEFINED_BY: ReadonlyMap<string, TrackKind> = new Map([
  ['bfd_instance', 'bfd'],
  ['vrrp_script', 'script'],
  ['track_file', 'file'],
  ['vrrp_track_file', 'file'],
  ['vrrp_track_process', 'process'],
])

/** Nothing defined yet. */
export const noDefinitions = (): Definitions =>
  new Map(['script', 'file', 'process', 'bfd'].map((kind) => [kind as TrackKind, new Map()]))

/** Adds the script, file, process or session that a statement defines: an instance may track it from there on. */
export function readDefinition(
  statement: Statement,
  definitions: Definitions,
  reader: (name: string) => ValueReader,
): void {
  const kind = DEFINED_BY.get(statement.keyword.text)
  const name = statement.args[0]?.text
  if (kind === undefined || name === undefined) return
  const weight =
    kind === 'bfd' ? sessionWeight(statement, name, reader(name)) : definedWeight(statement, kind, name, reader(name))
  // The first definition of a name counts.
  const known = definitions.get(kind)!
  if (weight !== undefined && !known.has(name)) known.set(name, weight)
}

/** The weight of one definition; undefined where keepalived removes it because it says not what to run or read. */
function definedWeight(head: Statement, kind: TrackKind, name: string, read: ValueReader): number | undefined {
  const initial = kind === 'file' ? 1 : 0
  let weight = initial
  let hasSubject = false
  for (const statement of head.statements) {
    const keyword = statement.keyword.text
    const isSet = kind !== 'script' && (keyword === kind ? hasSubject : keyword === 'weight' && weight !== initial)
    if (isSet && statement.args.length > 0) read.complain('first-one-wins', { keyword }, statement.keyword)
    else if (keyword === 'weight') weight = readWeight(statement, kind, name, read) ?? weight
    else if (keyword === 'init_file') checkInitFile(statement, read)
    else if (read.check(statement) && keyword === kind) hasSubject = true
  }
  checkQuorum(head, read)
  if (hasSubject) return weight
  read.complain('definition-empty', { keyword: head.keyword.text, name, needs: kind }, { place: head.end })
  return undefined
}

/** The weight of a BFD session; undefined where only the checkers hear of it. VRRP knows also one that does not run. */
function sessionWeight(head: Statement, name: string, read: ValueReader): number | undefined {
  let weight = 0
  let neighbor: 'none' | 'bad' | 'good' = 'none'
  for (const statement of head.statements) {
    const keyword = statement.keyword.text
    if (keyword === 'weight') weight = readWeight(statement, 'bfd', name, read) ?? weight
    else if (neighbor === 'bad') continue
    else if (/^neighbou?r_ip$/.test(keyword)) neighbor = read.address(statement) === undefined ? 'bad' : 'good'
    else if (keyword === 'source_ip') read.address(statement)
    else read.check(statement)
  }
  if (neighbor === 'none')
    read.complain('definition-empty', { keyword: head.keyword.text, name, needs: 'neighbor_ip' }, { place: head.end })
  const hears = (process: string): boolean => head.statements.some(({ keyword }) => keyword.text === process)
  return hears('checker') && !hears('vrrp') ? undefined : weight
}

/** The later of quorum and quorum_max that contradicts the other is ignored. */
function checkQuorum(head: Statement, read: ValueReader): void {
  const value: Record<string, number> = {}
  for (const statement of head.statements) {
    const keyword = statement.keyword.text
    if (keyword !== 'quorum' && keyword !== 'quorum_max') continue
    const number = Number(statement.args[0]?.text)
    const next = { ...value, [keyword]: number }
    if (next.quorum! > next.quorum_max!) read.complain('quorum', { keyword }, statement.keyword)
    else value[keyword] = number
  }
}

function checkInitFile(statement: Statement, read: ValueReader): void {
  for (const word of statement.args) {
    if (word.text === 'overwrite') continue
    if (!/^[+-]?\d+$/.test(word.text)) read.complain('unknown-option', { option: word.text, of: 'init_file' }, word)
    else if (Math.abs(Number(word.text)) > LIMIT.file)
      read.complain('bad-number', { keyword: 'init_file', value: word.text, min: -LIMIT.file, max: LIMIT.file }, word)
  }
}

function readWeight(statement: Statement, kind: TrackKind, name: string, read: ValueReader): number | undefined {
  const [word, option, ...more] = statement.args
  if (word === undefined) {
    read.missing(statement)
    return undefined
  }
  for (const extra of [option, ...more])
    if (extra !== undefined && extra.text !== 'reverse')
      read.complain('unknown-option', { option: extra.text, of: `${statement.keyword.text} of ${name}` }, extra)
  if (word.text === '' || isWeight(word.text, LIMIT[kind])) return Number(word.text)
  read.complain('bad-number', { keyword: 'weight', value: word.text, min: -LIMIT[kind], max: LIMIT[kind] }, word)
  return undefined
}

/** Adds the entries of a `track_*` block of an instance or group to what it tracks. */
export function readTracked(block: Statement, definitions: Definitions, read: ValueReader, tracked: Tracked[]): void {
  const kind = block.keyword.text.slice('track_'.length) as TrackKind
  const known = definitions.get(kind)
  for (const { words } of block.entries) {
    const [name, ...options] = words
    if (name === undefined) continue
    if (known !== undefined && !known.has(name.text)) {
      read.complain('not-defined', { what: `${kind} ${name.text}` }, name)
      continue
    }
    if (tracked.some((one) => one.kind === kind && one.name === name.text)) {
      read.complain('tracked-twice', { what: `${kind} ${name.text}` }, name)
      continue
    }
    const weight = entryWeight(options, kind, name.text, known?.get(name.text) ?? 0, read)
    if (weight !== undefined) tracked.push({ kind, name: name.text, weight })
  }
}

/** The weight of an entry, else that of its definition; undefined where keepalived leaves the entry out. */
function entryWeight(
  words: Statement['args'],
  kind: TrackKind,
  name: string,
  defined: number,
  read: ValueReader,
): number | undefined {
  const [option, weight, direction] = words
  if (option === undefined) return defined
  if (option.text !== 'weight') {
    read.complain('not-tracked', { option: option.text, what: `${kind} ${name}` }, option)
    return undefined
  }
  if (weight === undefined) {
    read.complain('option-without-value', { option: 'weight' }, option)
    return undefined
  }
  const limit = LIMIT[kind]
  const isGood = isWeight(weight.text, limit)
  if (!isGood) read.complain('bad-number', { keyword: 'weight', value: weight.text, min: -limit, max: limit }, weight)
  const known = kind === 'interface' ? ['reverse'] : ['reverse', 'noreverse']
  if (direction !== undefined && !known.includes(direction.text)) {
    const isLeftOut = kind === 'file' || kind === 'bfd'
    if (isLeftOut) read.complain('not-tracked', { option: direction.text, what: `${kind} ${name}` }, direction)
    else read.complain('unknown-option', { option: direction.text, of: `the weight of ${name}` }, direction)
    if (isLeftOut) return undefined
  }
  return isGood ? Number(weight.text) : (nearlyGood(weight.text, kind) ?? defined)
}

/** The 254 of old is taken for the most that there is. */
function nearlyGood(text: string, kind: TrackKind): number | undefined {
  if (kind === 'bfd' || !isWeight(text, 254)) return undefined
  return Math.sign(Number(text)) * LIMIT[kind]
}

const isWeight = (text: string, limit: number): boolean => /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) <= limit

/**
 * Every priority that a router with this base may advertise, ascending. Whatever is tracked adds its weight or does not
 * (the sign and `reverse` only say when); a file adds its number times the weight. keepalived keeps the sum within
 * 1-254 and never changes 255.
 */
export function reachablePriorities(base: number, tracked: readonly Tracked[]): number[] {
  if (base === 255) return [255]
  let sums = new Set([base])
  for (const { kind, weight } of tracked) {
    if (weight === 0) continue
    const steps = kind === 'file' ? multiples(weight) : [0, weight]
    sums = new Set([...sums].flatMap((sum) => steps.map((step) => bounded(sum + step))))
  }
  return [...new Set([...sums].map((sum) => Math.min(254, Math.max(1, sum))))].sort((a, b) => a - b)
}

function multiples(weight: number): number[] {
  const steps = [0]
  for (let step = Math.abs(weight); step <= 253; step += Math.abs(weight)) steps.push(step, -step)
  return steps
}

/** Sums far outside 1-254 all end in the same two priorities whatever follows. */
const bounded = (sum: number): number => Math.min(10_000, Math.max(-10_000, sum))
