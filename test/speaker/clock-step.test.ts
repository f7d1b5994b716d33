import { describe, expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import type { Clock } from '../../src/speaker/ports.ts'
import { ip, router } from '../model/routers.ts'
import { MS, stateOf, TestSegment } from './segment.ts'

const A = '192.0.2.11'
const B = '192.0.2.12'

/** The clock of a machine that somebody sets: the wake-up rings by elapsed time, and says another time. */
function steppedClock(lan: TestSegment) {
  let stepNs = 0
  const clock: Clock = { now: () => ns(lan.clock.now() + stepNs) }
  const inner = lan.clock.wakeup()
  const wakeup = {
    at: (deadline: number) => inner.at(ns(deadline - stepNs)),
    cancel: () => inner.cancel(),
    onWake: (wake: () => void) => inner.onWake(wake),
  }
  return {
    ports: { clock, wakeup },
    step: (byMs: number) => {
      stepNs += byMs * MS
    },
  }
}

describe('the clock is stepped', () => {
  it('forward by an hour: an Active Router sends once, no burst, and keeps its interval from there', () => {
    const lan = new TestSegment()
    const stepped = steppedClock(lan)
    const one = lan.join([router({ primaryAddress: ip(A) })], stepped.ports)
    lan.until(4000)
    stepped.step(3_600_000)
    lan.until(8000)
    expect(stateOf(one)).toBe('Active')
    expect(lan.times(A)).toEqual([3609.375, 4609.375, 5609.375, 6609.375, 7609.375])
  })

  it('forward: a Backup that then hears the other one stays Backup', () => {
    const lan = new TestSegment()
    const stepped = steppedClock(lan)
    lan.join([router({ primaryAddress: ip(B), priority: 150 })])
    const one = lan.join([router({ primaryAddress: ip(A) })], stepped.ports)
    lan.until(5000)
    stepped.step(1000)
    lan.until(20_000)
    expect(stateOf(one)).toBe('Backup')
    expect(lan.times(A)).toEqual([])
  })
})
