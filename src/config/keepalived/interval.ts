import type { Draft } from './draft.ts'

/** The longest that 12 bits of centiseconds and 8 bits of seconds can say. */
const MOST_CS = { 2: 25_500, 3: 4_095 } as const

/**
 * The advertisement interval in centiseconds as it goes onto the wire: version 2 rounds half up to seconds, at least
 * one; version 3 to centiseconds, at most 40.95 s. What the version cannot carry is noted.
 */
export function advertInterval(draft: Draft, version: number): number {
  const written = draft.intervalSec
  if (written === undefined) return 100
  const unit = version === 2 ? 100 : 1
  const exact = written.value * 100
  const most = version === 2 ? MOST_CS[2] : MOST_CS[3]
  const rounded = Math.min(most, Math.max(unit, Math.floor(exact / unit + 0.5 + 1e-9) * unit))
  if (Math.abs(rounded - exact) > 1e-6)
    draft.read.note(
      'lint/interval-not-expressible',
      'error',
      exact > most ? 'too-long' : version === 2 ? 'not-seconds' : 'not-centiseconds',
      { written: written.value, used: rounded / 100, version, instance: draft.name.text },
      written,
    )
  return rounded
}
