import { nsFromSec } from '../../core/time.ts'
import type { ScriptConfig, ScriptTrack } from '../model.ts'
import type { Word } from './lexer.ts'
import type { Statement, Tree } from './parser.ts'

/**
 * The scripts that virtual routers track, in an instance or in its sync group. The reader of tracking.ts has complained
 * about what is wrong with them; here wrong values are left at keepalived's defaults.
 */
export function trackedScripts({ statements }: Tree): ScriptConfig[] {
  const scripts: ScriptConfig[] = []
  for (const head of statements) {
    const name = head.args[0]?.text
    if (head.keyword.text !== 'vrrp_script' || name === undefined || scripts.some((one) => one.name === name)) continue
    const tracks = tracksOf(name, weightOf(lineOf(head, 'weight')?.args), statements)
    const command = lineOf(head, 'script')
      ?.args.map(({ text }) => text)
      .join(' ')
    if (command === undefined || tracks.length === 0) continue
    const interval = numberOf(head, 'interval') ?? 1
    scripts.push({
      name,
      command,
      interval: nsFromSec(interval),
      timeout: nsFromSec(numberOf(head, 'timeout') ?? interval),
      rise: numberOf(head, 'rise') ?? 1,
      fall: numberOf(head, 'fall') ?? 1,
      initFail: lineOf(head, 'init_fail') !== undefined,
      tracks,
    })
  }
  return scripts
}

interface Weight {
  readonly weight: number
  readonly reverse: boolean
}

function tracksOf(script: string, own: Weight | undefined, statements: readonly Statement[]): ScriptTrack[] {
  const tracks: ScriptTrack[] = []
  for (const head of statements) {
    const name = head.args[0]?.text
    const kind = head.keyword.text
    if (name === undefined || (kind !== 'vrrp_instance' && kind !== 'vrrp_sync_group')) continue
    const entry = lineOf(head, 'track_script')?.entries.find(({ words }) => words[0]?.text === script)
    if (entry === undefined) continue
    const given = entry.words[1]?.text === 'weight' ? weightOf(entry.words.slice(2)) : undefined
    const weight = given ?? own ?? { weight: 0, reverse: false }
    const group = lineOf(head, 'group')?.entries.flatMap(({ words }) => words.map(({ text }) => text)) ?? []
    for (const instance of kind === 'vrrp_instance' ? [name] : group) tracks.push({ instance, ...weight })
  }
  return tracks
}

const lineOf = (head: Statement, keyword: string): Statement | undefined =>
  head.statements.find((line) => line.keyword.text === keyword)

function numberOf(head: Statement, keyword: string): number | undefined {
  const line = lineOf(head, keyword)
  const value = line?.spec.value
  const number = Number(line?.args[0]?.text)
  if (value?.kind !== 'integer' && value?.kind !== 'seconds') return undefined
  return number >= value.min && number <= value.max ? number : undefined
}

function weightOf(words: readonly Word[] | undefined): Weight | undefined {
  const [word, direction] = words ?? []
  if (word === undefined || !/^[+-]?\d{1,3}$/.test(word.text)) return undefined
  return { weight: Number(word.text), reverse: direction?.text === 'reverse' }
}
