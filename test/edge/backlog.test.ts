import { describe, expect, it } from 'vitest'
import { Backlog } from '../../src/edge/backlog.ts'

/** Each step takes `stepMs`; turns are begun by hand. */
function setUp(stepMs: number) {
  const taken: { from: number; length: number; at: string }[] = []
  const turns: (() => void)[] = []
  let nowMs = 0
  const take = (bytes: Uint8Array, at: string) => {
    taken.push({ from: bytes[0]!, length: bytes.length, at })
    nowMs += stepMs
  }
  const backlog = new Backlog<string>(
    take,
    () => nowMs,
    (go) => turns.push(go),
  )
  return { backlog, taken, turns }
}

const piece = (first: number, length: number) => new Uint8Array(length).fill(first)

describe('a backlog', () => {
  it('takes at once what there is time for', () => {
    const { backlog, taken, turns } = setUp(0.5)
    backlog.push(piece(7, 100), 'a')
    expect(taken).toEqual([{ from: 7, length: 100, at: 'a' }])
    expect(backlog.length).toBe(0)
    expect(turns).toHaveLength(0)
  })

  it('leaves the rest to later turns, in order', () => {
    const { backlog, taken, turns } = setUp(0.7)
    backlog.push(piece(1, 3 * 4096), 'a')
    backlog.push(piece(2, 10), 'b')
    expect(taken).toHaveLength(2)
    expect(backlog.length).toBe(4096 + 10)
    turns.shift()!()
    expect(taken.map(({ from, length, at }) => [from, length, at])).toEqual([
      [1, 4096, 'a'],
      [1, 4096, 'a'],
      [1, 4096, 'a'],
      [2, 10, 'b'],
    ])
    expect(backlog.length).toBe(0)
    expect(turns).toHaveLength(0)
  })

  it('takes nothing before what waits is read', () => {
    const { backlog, taken, turns } = setUp(0.1)
    backlog.push(piece(1, 10), 'a', true)
    backlog.push(piece(2, 10), 'b')
    expect(taken).toHaveLength(0)
    expect(turns).toHaveLength(1)
    turns.shift()!()
    expect(taken.map(({ at }) => at)).toEqual(['a', 'b'])
    expect(turns).toHaveLength(0)
  })

  it('takes all of it at the end', () => {
    const { backlog, taken } = setUp(100)
    backlog.push(piece(1, 20_000), 'a')
    backlog.push(piece(2, 20_000), 'b')
    backlog.flush()
    expect(taken.reduce((sum, { length }) => sum + length, 0)).toBe(40_000)
    expect(backlog.length).toBe(0)
  })
})
