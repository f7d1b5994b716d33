import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { VirtualClock } from '../../src/simulate/queue.ts'

it('runs what is due in the order of time, then of asking', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const clock = new VirtualClock()
      const ran: [number, number][] = []
      times.forEach((time, i) => {
        clock.at(ns(time), () => ran.push([time, i]))
      })
      clock.runUntil(ns(10))
      const due = times.map((time, i): [number, number] => [time, i]).filter(([time]) => time <= 10)
      expect(ran).toEqual(due.sort(([a, i], [b, j]) => a - b || i - j))
      expect(clock.now()).toBe(10)
    }),
  )
})

it('shows the time of what runs, and never runs what was cancelled', () => {
  const clock = new VirtualClock()
  const seen: number[] = []
  clock.at(ns(5), () => seen.push(clock.now()))
  const cancel = clock.at(ns(6), () => seen.push(-1))
  clock.at(ns(5), cancel)
  clock.runUntil(ns(7))
  expect(seen).toEqual([5])
})

it('runs what is asked for while running, at once if its time has passed', () => {
  const clock = new VirtualClock()
  const seen: number[] = []
  clock.at(ns(5), () => clock.at(ns(1), () => seen.push(clock.now())))
  clock.runUntil(ns(5))
  expect(seen).toEqual([5])
})

it('a wakeup has one alarm: a later call replaces it', () => {
  const clock = new VirtualClock()
  const seen: number[] = []
  const wakeup = clock.wakeup()
  wakeup.onWake(() => seen.push(clock.now()))
  wakeup.at(ns(3))
  wakeup.at(ns(5))
  clock.runUntil(ns(10))
  expect(seen).toEqual([5])
  wakeup.at(ns(12))
  wakeup.cancel()
  clock.runUntil(ns(20))
  expect(seen).toEqual([5])
})
