import { describe, expect, it } from 'vitest'
import { Clock, compareTimes, duration, instant, nsBetween } from '../../src/report/times.ts'

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [78_125, '78.1 µs'],
    [999_400, '999.4 µs'],
    [999_600, '1 ms'],
    [609_375_000, '609.4 ms'],
    [999_960_000, '1 s'],
    [3_609_375_000, '3.609 s'],
    [119_000_000_000, '119 s'],
    [120_000_000_000, '2 min'],
    [250_000_000_000, '4 min 10 s'],
    [7_500_000_000_000, '2 h 5 min'],
    [273_600_000_000_000, '3 d 4 h'],
    [-1_500_000, '-1.5 ms'],
  ])('of %i ns is %s', (ns, text) => {
    expect(duration(ns)).toBe(text)
  })
})

describe('nsBetween', () => {
  it('is exact to the nanosecond across seconds', () => {
    expect(nsBetween(instant('2023-11-14T22:13:20.999999999Z'), instant('2023-11-14T22:13:22.000001Z'))).toBe(
      1_000_001_001,
    )
  })
})

describe('compareTimes', () => {
  it('puts a time before the one some nanoseconds later, also where it has fewer digits', () => {
    const times = ['21.500001Z', '21.500000123Z', '21.500000Z', '21.500000001Z']
    expect(times.sort(compareTimes)).toEqual(['21.500000Z', '21.500000001Z', '21.500000123Z', '21.500001Z'])
  })
})

describe('Clock', () => {
  const style = { columns: 80, color: false, unicode: true, verbose: false }
  const [first, later, last] = [
    '2023-11-14T23:59:58.500000Z',
    '2023-11-14T23:59:59.750000Z',
    '2023-11-15T00:00:01.000000Z',
  ]

  it('leaves the date out while one day is enough', () => {
    expect(new Clock({ ...style, time: 'iso' }, first, later).write(later)).toBe('23:59:59.750')
    expect(new Clock({ ...style, time: 'iso' }, first, last).write(last)).toBe('11-15 00:00:01.000')
  })

  it('counts from the first frame', () => {
    const clock = new Clock({ ...style, time: 'rel' }, first, last)
    expect([clock.write(later), clock.write(last)]).toEqual(['1.250 s', '2.500 s'])
  })

  it('counts from the time written before', () => {
    const clock = new Clock({ ...style, time: 'delta' }, first, last)
    expect([clock.write(last), clock.write(later)]).toEqual(['+2.500 s', '-1.250 s'])
  })
})
