import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Deadlines } from '../../src/checks/deadlines.ts'
import { ns } from '../../src/core/time.ts'

test('whatever falls due is decided once, in the order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 50 }), fc.nat({ max: 1000 }), (times, now) => {
      const deadlines = new Deadlines()
      const decided: number[] = []
      for (const at of times) deadlines.add(ns(at), () => decided.push(at))
      deadlines.runUntil(ns(now))
      const due = times.filter((at) => at <= now).sort((a, b) => a - b)
      expect(decided).toEqual(due)
      deadlines.runUntil(ns(1000))
      expect(decided).toEqual([...times].sort((a, b) => a - b))
    }),
  )
})

test('a decision may ask for another one, also at once', () => {
  const deadlines = new Deadlines()
  const decided: string[] = []
  deadlines.add(ns(10), () => {
    decided.push('first')
    deadlines.add(ns(5), () => decided.push('second'))
    deadlines.add(ns(30), () => decided.push('third'))
  })
  deadlines.runUntil(ns(20))
  expect(decided).toEqual(['first', 'second'])
})
