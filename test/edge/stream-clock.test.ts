import { describe, expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { StreamClock } from '../../src/edge/stream-clock.ts'

const SEC = 1e9
const HOUR = 3600 * SEC

/** A stream of one frame a second, each 5 ms on its way; `stamped` is what its clock showed. */
function stream() {
  let real = 40 * SEC
  const clock = new StreamClock(() => real)
  const frame = (stamped: number, laterSec = 1) => {
    real += laterSec * SEC
    return clock.saw(ns(stamped))
  }
  return { clock, frame, wait: (sec: number) => (real += sec * SEC) }
}

describe('the time of a live stream', () => {
  it('goes on between its frames', () => {
    const { clock, frame, wait } = stream()
    for (const sec of [100, 101, 102]) expect(frame(sec * SEC)).toBe(sec * SEC)
    wait(0.5)
    expect(clock.now()).toBe(102.5 * SEC)
  })

  for (const [way, step] of [
    ['forward', HOUR],
    ['back', -HOUR],
  ] as const)
    it(`goes on as it was when its clock is set ${way}`, () => {
      const { clock, frame } = stream()
      const start = 2 * HOUR
      for (const sec of [0, 1, 2]) frame(start + sec * SEC)
      expect(frame(start + step + 3 * SEC)).toBe(start + 3 * SEC)
      expect(clock.steppedAt).toBe(start + 2 * SEC)
      expect(frame(start + step + 4 * SEC)).toBe(start + 4 * SEC)
      expect(clock.steppedAt).toBeUndefined()
      expect(clock.now()).toBe(start + 4 * SEC)
    })

  it('is not disturbed by frames that come late, all at once', () => {
    const { clock, frame, wait } = stream()
    for (const sec of [0, 1, 2]) frame(sec * SEC)
    wait(5)
    for (const sec of [3, 4, 5, 6, 7]) expect(frame(sec * SEC, 0)).toBe(sec * SEC)
    expect(clock.steppedAt).toBeUndefined()
    expect(clock.now()).toBe(7 * SEC)
  })

  it('may drift away from ours', () => {
    const { clock, frame } = stream()
    for (let i = 0; i < 10_000; i++) {
      frame(i * SEC * 1.0005)
      expect(clock.steppedAt).toBeUndefined()
    }
  })
})

it('a recording keeps its stamps, also where they jump, and its time stands still behind them', () => {
  const { clock, frame, wait } = stream()
  for (const sec of [0, 1, 2, 3602, 3603]) expect(frame(sec * SEC, 0.001)).toBe(sec * SEC)
  wait(10)
  expect(clock.now()).toBe(3603 * SEC)
})
