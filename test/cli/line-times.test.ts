import { expect, it } from 'vitest'
import { LiveWords } from '../../src/cli/live-words.ts'
import { ns, nsFromSec } from '../../src/core/time.ts'

// 2026-11-29 23:59:50 UTC
const RUN = { epochSec: 1_795_996_790 }
const wordsOf = (time: 'iso' | 'rel' | 'delta'): LiveWords =>
  new LiveWords({ columns: 80, color: false, unicode: false, time, verbose: false }, RUN, false)
const second = (at: number) => ns(nsFromSec(at))

it('a time has its date once the day of the first frame is over', () => {
  const words = wordsOf('iso')
  words.times.begins(second(0))
  expect([2, 9, 10, 86_500].map((at) => words.time(second(at)))).toEqual([
    '23:59:52.000',
    '23:59:59.000',
    '11-30 00:00:00.000',
    '12-01 00:01:30.000',
  ])
})

it('--time rel counts from the first frame, though it was nothing to tell of', () => {
  const words = wordsOf('rel')
  words.times.begins(second(1))
  expect([3, 9].map((at) => words.time(second(at)))).toEqual(['2.000 s', '8.000 s'])
})

it('--time delta counts from the line before, whoever wrote it', () => {
  const words = wordsOf('delta')
  words.times.begins(second(1))
  expect(words.time(second(3))).toBe('+0.000 s')
  words.times.originOf(second(5), 'delta')
  expect(words.time(second(6))).toBe('+1.000 s')
})
