import { describe, expect, test } from 'vitest'
import { verdictOf } from '../../src/cli/verdict.ts'

type Run = Parameters<typeof verdictOf>[0]

/** A run over inputs that ended with these problems; undefined: whole. */
function runOf(...codes: (string | undefined)[]): Run {
  const captures = codes.map((code) => ({
    complete: code === undefined,
    ...(code === undefined ? {} : { problem: { code, message: '', offset: 0 } }),
  }))
  return { captures, gaps: [], findings: [], counts: { vrrp: 1, untracked: 0 } } as unknown as Run
}

describe('verdict', () => {
  test.each([
    { codes: [undefined, undefined], verdict: 'pass' },
    { codes: [undefined, 'capture/interrupted'], verdict: 'inconclusive' },
    { codes: ['pcap/truncated', 'capture/interrupted'], verdict: 'input-damaged' },
    { codes: [undefined, 'file/not-found'], verdict: 'input-damaged' },
  ])('$codes: $verdict', ({ codes, verdict }) => {
    expect(verdictOf(runOf(...codes), 'error')).toBe(verdict)
  })

  test('what was not followed is no pass', () => {
    const run = runOf(undefined)
    expect(verdictOf({ ...run, counts: { ...run.counts, untracked: 1 } }, 'error')).toBe('inconclusive')
  })
})
