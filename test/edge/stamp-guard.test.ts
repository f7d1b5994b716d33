import { describe, expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { StampGuard } from '../../src/edge/stamp-guard.ts'

const SEC = 1e9
const HOUR = 3600 * SEC

describe('stamp guard', () => {
  it('leaves stamps alone that run with the clock', () => {
    const guard = new StampGuard()
    expect(guard.correct(ns(1 * SEC), ns(1 * SEC + 200_000))).toBe(1 * SEC)
    expect(guard.correct(ns(2 * SEC), ns(2 * SEC + 100_000))).toBe(2 * SEC)
    expect(guard.steppedAt).toBeUndefined()
  })

  it('leaves late delivery and the small disorder of several queues alone', () => {
    const guard = new StampGuard()
    guard.correct(ns(10 * SEC), ns(15 * SEC))
    expect(guard.correct(ns(10 * SEC - 2_000_000), ns(15 * SEC))).toBe(10 * SEC - 2_000_000)
    expect(guard.correct(ns(11 * SEC), ns(15 * SEC))).toBe(11 * SEC)
    expect(guard.steppedAt).toBeUndefined()
  })

  for (const [direction, step] of [
    ['forward', HOUR],
    ['back', -HOUR],
  ] as const)
    it(`takes off a step ${direction} and goes on where the time line was`, () => {
      const guard = new StampGuard()
      guard.correct(ns(5 * SEC), ns(5 * SEC))
      expect(guard.correct(ns(6 * SEC + step), ns(6 * SEC))).toBe(6 * SEC)
      expect(guard.steppedAt).toBe(5 * SEC)
      guard.steppedAt = undefined
      expect(guard.correct(ns(7 * SEC + step), ns(7 * SEC + 1000))).toBe(7 * SEC)
      expect(guard.correct(ns(8 * SEC + step), ns(8 * SEC + 1000))).toBe(8 * SEC)
      expect(guard.steppedAt).toBeUndefined()
    })
})
