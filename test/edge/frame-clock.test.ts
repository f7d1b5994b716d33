import { describe, expect, it } from 'vitest'
import { FrameClock } from '../../src/edge/frame-clock.ts'
import type { RingStamps } from '../../src/edge/ring-stamps.ts'
import type { TapReport } from '../../src/edge/tap.ts'

const EPOCH_SEC = Math.floor(Date.now() / 1000)

/** A ring that tells these stamps in turn, in ns since the epoch; `losing` from the second on. */
function setUp(stamps: readonly (number | undefined)[] | undefined, losing = false) {
  const said: TapReport[] = []
  let asked = 0
  const ring = stamps && {
    get losing() {
      return losing && asked > 1
    },
    stamp: () => stamps[asked++],
  }
  const clock = new FrameClock(ring as RingStamps | undefined, EPOCH_SEC, (line) => said.push(line))
  return { clock, said, askedTimes: () => asked }
}

describe('the time of frames', () => {
  it('is that of the kernel', () => {
    const { clock, said } = setUp([1, 2])
    expect([clock.stamp(), clock.stamp()]).toEqual([1, 2])
    expect(said).toEqual([{ event: 'clock', clock: 'kernel' }])
  })

  it('is that of the clock here where there is no ring, and from when it is lost', () => {
    const without = setUp(undefined)
    expect(without.clock.stamp()).toBeGreaterThan(2)
    expect(without.said).toEqual([{ event: 'clock', clock: 'arrival' }])

    const { clock, said, askedTimes } = setUp([1, undefined, 3])
    expect(clock.stamp()).toBe(1)
    expect(clock.stamp()).toBeGreaterThan(3)
    expect(clock.stamp()).toBeGreaterThan(3)
    expect(askedTimes()).toBe(2)
    expect(said).toEqual([
      { event: 'clock', clock: 'kernel' },
      { event: 'clock', clock: 'arrival' },
    ])
  })

  it('says once between which frames the kernel began to drop', () => {
    const { clock, said } = setUp([1e6, 3e6, 4e6], true)
    for (let i = 0; i < 3; i++) clock.stamp()
    const ms = EPOCH_SEC * 1000
    expect(said.slice(1)).toEqual([{ event: 'losing', fromMs: ms + 1, toMs: ms + 3 }])
  })
})
