import { isoFromNs, msFromNs, type Ns, type Timeline } from '../core/time.ts'
import { jsonLine } from '../report/json.ts'
import type { DrillResult } from './drill.ts'
import { Exit } from './exit.ts'
import type { Io } from './io.ts'
import type { LiveWords } from './live-words.ts'
import { renamed } from './renamed.ts'
import type { ReportFormat } from './render.ts'

/** The verdict on each takeover; exit status 1 if one failed, 5 if there was none. A JSON document has no place for it. */
export function tellDrill(
  io: Io,
  results: readonly DrillResult[],
  format: ReportFormat,
  timeline: Timeline,
  words: LiveWords,
): void {
  if (results.length === 0) io.exitWith(Exit.nothing)
  if (results.some(({ passed }) => !passed)) io.exitWith(Exit.findings)
  if (format === 'jsonl') for (const result of results) io.print(jsonLine(renamed(io, entryOf(result, timeline))))
  else {
    const lines = results.map((result) => renamed(io, lineOf(result, words)))
    const text = [
      '',
      `drill: ${results.length === 0 ? 'no takeover was seen' : `${results.length} takeovers`}`,
      ...lines,
    ]
    if (format === 'text') for (const line of [...text, '']) io.print(`${line}\n`)
    else for (const line of text.slice(1)) io.warn(line)
  }
}

function lineOf({ takeover, answeredAfter, unanswered, allowed, passed }: DrillResult, words: LiveWords): string {
  const { at, from, to, cause, gap } = takeover
  const parts = [
    words.paint(passed ? 'good' : 'error', passed ? 'PASS' : 'FAIL'),
    words.time(at),
    to.virtualRouter.id,
    `${from?.name ?? 'nobody'} -> ${to.name}`,
    cause,
    gap === undefined ? 'both Active' : `gap ${words.duration(gap)}`,
    unanswered
      ? 'nobody answered'
      : answeredAfter === undefined
        ? ''
        : `answered after ${words.duration(answeredAfter)}`,
    `(allowed ${words.duration(allowed)})`,
  ]
  return `  ${parts.filter(Boolean).join('  ')}`
}

function entryOf({ takeover, answeredAfter, allowed, passed }: DrillResult, timeline: Timeline): object {
  const { at, from, to, cause, gap } = takeover
  const inMs = (length: Ns | undefined) => (length === undefined ? null : msFromNs(length))
  return {
    type: 'drill',
    at: isoFromNs(timeline, at),
    virtualRouter: to.virtualRouter.id,
    from: from?.name ?? null,
    to: to.name,
    cause,
    gapMs: inMs(gap),
    answeredAfterMs: inMs(answeredAfter),
    allowedMs: inMs(allowed),
    passed,
  }
}
