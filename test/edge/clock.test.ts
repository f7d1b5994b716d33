import { describe, expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { Alarm, currentSecond, MonotonicClock, SpinBudget } from '../../src/edge/clock.ts'

describe('monotonic clock', () => {
  it('starts at wall time and never goes back', () => {
    const clock = new MonotonicClock({ epochSec: currentSecond() - 100 })
    expect(Math.abs(clock.now() / 1e6 - (Date.now() - (currentSecond() - 100) * 1000))).toBeLessThan(50)
    let last = clock.now()
    for (let i = 0; i < 1000; i++) {
      const now = clock.now()
      expect(now).toBeGreaterThanOrEqual(last)
      last = now
    }
  })
})

describe('alarm', () => {
  const clock = new MonotonicClock({ epochSec: currentSecond() })
  const rings = (alarm: Alarm) => new Promise<number>((resolve) => alarm.onWake(() => resolve(clock.now())))

  it('never rings before its time', async () => {
    const alarm = new Alarm(clock)
    for (const inMs of [0, 0.3, 2.5, 7.9]) {
      const deadline = ns(clock.now() + inMs * 1e6)
      const rung = rings(alarm)
      alarm.at(deadline)
      expect(await rung).toBeGreaterThanOrEqual(deadline)
    }
  })

  it('rings for the last time set, and not after cancel', async () => {
    const alarm = new Alarm(clock)
    let count = 0
    alarm.onWake(() => count++)
    alarm.at(ns(clock.now() + 5e6))
    alarm.at(ns(clock.now() + 12e6))
    await new Promise((resolve) => setTimeout(resolve, 9))
    expect(count).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(count).toBe(1)
    alarm.at(ns(clock.now() + 3e6))
    alarm.cancel()
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(count).toBe(1)
  })
})

describe('spin budget', () => {
  it('allows an eighth of the time at most, in the long run', () => {
    const budget = new SpinBudget()
    let spun = 0
    for (let now = 0; now < 10e9; now += 1e5)
      if (budget.allows(ns(now))) {
        budget.spend(1e5)
        spun += 1e5
      }
    expect(spun).toBeGreaterThan(1e9)
    expect(spun).toBeLessThan(1.3e9)
  })
})
