import type { TracedLine } from '../text.ts'

/** One `~SEQ` may count this far. */
const MAX_REPETITIONS = 65_536

/**
 * `~SEQ(VAR, start[, step], end) rest` and `~LST(VAR, v1, v2...) rest`, `~LST({A,B}, {a1,b1}, ...) rest`: the rest once
 * per value, the variable replaced. A line that is neither is returned as it is; undefined: it cannot be read.
 */
export function repetitions(line: TracedLine): readonly TracedLine[] | undefined {
  const head = /^\s*~(SEQ|LST)\s*\(/.exec(line.text)
  if (head === null) return [line]
  const close = line.text.indexOf(')', head[0].length)
  if (close < 0) return undefined
  const parameters = line.text.slice(head[0].length, close)
  const rounds = head[1] === 'SEQ' ? counted(parameters) : listed(parameters)
  const rest = line.slice(close + 1 + (/^\s*/.exec(line.text.slice(close + 1))?.[0].length ?? 0))
  return rounds?.map((values) => replaceAll(rest, values))
}

type Values = ReadonlyMap<string, string>

function counted(parameters: string): Values[] | undefined {
  const parts = parameters.split(',').map((part) => part.trim())
  const name = parts[0]
  const numbers = parts.slice(1).map((part) => (/^[+-]?\d+$/.test(part) ? Number(part) : Number.NaN))
  if (name === undefined || !/^\w+$/.test(name) || numbers.some(Number.isNaN)) return undefined
  if (numbers.length < 1 || numbers.length > 3) return undefined
  const from = numbers.length === 1 ? 1 : numbers[0]!
  const to = numbers.at(-1)!
  const step = numbers.length === 3 ? numbers[1]! : from <= to ? 1 : -1
  if (step === 0 || Math.abs(to - from) / Math.abs(step) > MAX_REPETITIONS) return undefined
  const rounds: Values[] = []
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) rounds.push(new Map([[name, String(n)]]))
  return rounds
}

function listed(parameters: string): Values[] | undefined {
  const items = splitItems(parameters)
  const names = tuple(items[0] ?? '')
  if (items.length < 2 || names.some((name) => !/^\w+$/.test(name))) return undefined
  const rounds = items.slice(1).map(tuple)
  if (rounds.some((values) => values.length !== names.length)) return undefined
  return rounds.map((values) => new Map(names.map((name, i) => [name, values[i]!])))
}

/** Commas inside braces belong to the item. */
function splitItems(parameters: string): string[] {
  const items = parameters.match(/\s*(\{[^}]*\}|[^,{}]+)\s*(,|$)/g) ?? []
  return items.map((item) => item.replace(/,$/, '').trim())
}

function tuple(item: string): string[] {
  if (!item.startsWith('{')) return [item]
  return item
    .slice(1, -1)
    .split(',')
    .map((part) => part.trim())
}

function replaceAll(line: TracedLine, values: Values): TracedLine {
  let out = line
  for (let at = 0; ; ) {
    const found = reference(out.text, at)
    if (found === undefined) return out
    const value = values.get(found.name)
    if (value === undefined) at = found.from + 1
    else {
      out = out.splice(found.from, found.to, value)
      at = found.from + value.length
    }
  }
}

/**
 * The next `${NAME}` or `$NAME` at or after `at`. Without braces only a blank or the end of the line ends a name:
 * keepalived leaves `10.0.0.$N/24` alone.
 */
export function reference(text: string, at: number): { name: string; from: number; to: number } | undefined {
  REFERENCE.lastIndex = at
  const match = REFERENCE.exec(text)
  if (match === null) return undefined
  return { name: (match[1] ?? match[2])!.trim(), from: match.index, to: match.index + match[0].length }
}

const REFERENCE = /\$(?:\{([^{}]*)\}|(\w+)(?=\s|$))/g
