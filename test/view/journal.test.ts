import { describe, expect, it } from 'vitest'
import { NS_PER_MS } from '../../src/core/time.ts'
import { Journal, type LiveEvent } from '../../src/view/journal.ts'
import { Segment } from '../observe/segment.ts'

const B = { src: '192.0.2.12', priority: 100 }

/** A segment from its beginning, and the takeovers that its journal tells. */
function watched() {
  const told: { change: string; where: string; to: string; overlapMs: number }[] = []
  const tell = (event: LiveEvent) => {
    if (event.type !== 'takeover') return
    const { change, where, takeover } = event
    told.push({ change, where, to: takeover.to.name, overlapMs: takeover.overlap / NS_PER_MS })
  }
  const journal = new Journal(tell)
  const segment = new Segment({ listeners: [journal] })
  journal.start(segment.observer)
  segment.begins(0)
  return { segment, told }
}

describe('a takeover is closed as it stands in the report', () => {
  it('that both are Active is told when one of them ceases to be, with its length', () => {
    const { segment, told } = watched()
    segment.adverts(5, 29)
    segment.adverts(20.5, 29.5, B)
    segment.play()
    expect(told.filter(({ to }) => to === B.src).map(({ change }) => change)).toEqual(['open'])
    segment.adverts(30, 39)
    segment.play()
    expect(told.filter(({ to }) => to === B.src)).toMatchObject([
      { change: 'open' },
      { change: 'closed', overlapMs: segment.observer.virtualRouters[0]!.takeovers.at(-1)!.overlap / NS_PER_MS },
    ])
    expect(told.at(-1)!.overlapMs).toBeGreaterThan(9000)
  })

  it('at the end, where both still are', () => {
    const { segment, told } = watched()
    segment.adverts(5, 29)
    segment.adverts(20.5, 29.5, B)
    segment.end()
    expect(told.at(-1)).toMatchObject({ change: 'closed', to: B.src, overlapMs: 9000 })
  })
})

it('what is told twice keeps the name of its virtual router, though another segment shows meanwhile', () => {
  const { segment, told } = watched()
  segment.observer.onInterface({ index: 0, name: 'br0' })
  segment.observer.onInterface({ index: 1, name: 'br1' })
  segment.adverts(5, 19)
  segment.adverts(6.5, 18.5, { src: '198.51.100.11', addresses: ['198.51.100.100'], source: 1 })
  segment.play()
  const first = told.filter(({ to }) => to === '192.0.2.11')
  expect(first.map(({ change }) => change)).toEqual(['open', 'closed'])
  expect(new Set(first.map(({ where }) => where)).size).toBe(1)
  expect(segment.observer.virtualRouters.map(({ id }) => id)).not.toContain(first[0]!.where)
})
