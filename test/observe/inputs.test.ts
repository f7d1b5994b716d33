import { describe, expect, test } from 'vitest'
import type { Gap } from '../../src/observe/listener.ts'
import { Segment, type SpokenAdvert } from './segment.ts'

const B = { src: '192.0.2.12', priority: 100 }
const NEXT = { source: 1 }

/** Files one behind the other: what the first and the second show, and what the observer tells. */
function files(first: (s: Segment) => void, second: (s: Segment) => void, segments?: 'one') {
  const told: string[] = []
  const gaps: Gap[] = []
  const s = new Segment({
    ...(segments && { segments }),
    listeners: [
      {
        onGap: (gap) => gaps.push(gap),
        onNoActive: (_, since) => told.push(`nobody since ${since / 1e9}`),
        onLate: (_, gap) => told.push(`late by ${gap / 1e9}`),
        onSilence: (_, from, to) => told.push(`silent from ${from / 1e9} to ${to / 1e9}`),
      },
    ],
  })
  first(s)
  s.play()
  s.observer.onInterfaceEnd(0)
  second(s)
  const story = s.story()
  return { ...story, told, gaps, gap: s.observer.virtualRouters[0]!.takeovers[0]?.gap }
}

const adverts =
  (from: number, to: number, a: SpokenAdvert = {}) =>
  (s: Segment) =>
    s.adverts(from, to, a)
const HOLE = { source: 1, reason: 'no-input', dropped: 0 }

describe('files with a hole between them', () => {
  test('a router that goes on was never silent', () => {
    const seen = files(adverts(0, 9), adverts(40, 49, NEXT))
    expect(seen.periods).toEqual(['.11 0 to the end capture-end'])
    expect(seen.told).toEqual([])
    expect(seen.gaps).toEqual([{ ...HOLE, from: 9e9, to: 40e9 }])
  })

  test('a takeover in it has no known cause and no gap', () => {
    const seen = files(adverts(0, 9), adverts(40, 49, { ...B, ...NEXT }))
    expect(seen.takeovers).toEqual(['40 .11 -> .12 unknown'])
    expect(seen.gap).toBeUndefined()
    expect(seen.told).toEqual([])
  })

  test('nor has one after a priority 0 in front of it', () => {
    const leaves = (s: Segment) => {
      s.adverts(0, 8)
      s.advert(8.5, { priority: 0 })
    }
    const seen = files(leaves, adverts(40, 49, { ...B, ...NEXT }))
    expect(seen.takeovers).toEqual(['40 .11 -> .12 unknown'])
    expect(seen.gap).toBeUndefined()
    expect(seen.told).toEqual([])
  })

  test('nobody behind it: since the second file begins', () => {
    const quiet = (s: Segment) => {
      s.begins(40, 1)
      s.begins(60, 1)
    }
    expect(files(adverts(0, 9), quiet, 'one').told).toEqual(['nobody since 40'])
  })

  test('a loss in the second file is excused: the first one shows nothing of it', () => {
    const lossy = (s: Segment) => {
      s.adverts(10, 15, NEXT)
      s.play()
      s.observer.onGap({ source: 1, from: 15e9 as Gap['from'], to: 25e9 as Gap['to'], reason: 'drops', dropped: 99 })
      s.adverts(25.5, 30, NEXT)
    }
    expect(files(adverts(0, 9), lossy).told).toEqual([])
  })
})

describe('files that follow each other', () => {
  test('are one capture: an advert that is missing between them is told', () => {
    const seen = files(adverts(0, 9), adverts(12.5, 20, NEXT))
    expect(seen.gaps).toEqual([])
    expect(seen.told).toEqual(['silent from 9 to 12.5', 'late by 3.5'])
  })

  test('a takeover between them is measured', () => {
    const seen = files(adverts(0, 9), adverts(12.61, 20, { ...B, ...NEXT }))
    expect(seen.takeovers).toEqual(['12.61 .11 -> .12 timeout'])
    expect(seen.gap).toBe(3.61e9)
    expect(seen.gaps).toEqual([])
  })

  test('files that overlap have no hole', () => {
    const both = (s: Segment) => {
      s.adverts(0, 9)
      s.begins(5, 1)
    }
    const seen = files(both, adverts(20, 29, NEXT))
    expect(seen.gaps).toEqual([])
    expect(seen.told).toContain('nobody since 9')
  })
})

test('a file of another segment that goes on says nothing of the one that ended', () => {
  const other = { ...B, ...NEXT, vrid: 52, addresses: ['198.51.100.1'] }
  const both = (s: Segment) => {
    s.adverts(0, 9)
    s.adverts(0.5, 9.5, other)
  }
  const seen = files(both, adverts(10.5, 40.5, other))
  expect(seen.told).toEqual([])
  expect(seen.periods).toEqual(['.11 0 to the end capture-end'])
})

describe('announcements', () => {
  const counted = (second: (s: Segment) => void): number => {
    const s = new Segment()
    s.adverts(0, 3)
    for (let i = 1; i <= 5; i++) s.announcement(i / 1000)
    second(s)
    s.end()
    return s.observer.virtualRouters[0]!.routers[0]!.announcements
  }

  test('are counted on in the next file of a capture', () => {
    const next = (s: Segment): void => {
      s.play()
      s.observer.onInterfaceEnd(0)
      s.adverts(4, 7, NEXT)
      for (let i = 1; i <= 5; i++) s.announcement(5 + i / 1000, undefined, undefined, 1)
    }
    expect(counted(next)).toBe(10)
  })

  test('are the same ones in a file beside it', () => {
    const beside = (s: Segment): void => {
      s.begins(0, 1)
      for (let i = 1; i <= 5; i++) s.announcement(i / 1000 + 0.0001, undefined, undefined, 1)
      for (let i = 0; i <= 3; i++) s.advert(i + 0.0001, { ...NEXT, ipId: i + 1 })
    }
    expect(counted(beside)).toBe(5)
  })
})
