import { describe, expect, it } from 'vitest'
import { Exit, gravest, statusOf } from '../../src/cli/exit.ts'
import { VrrpscopeError } from '../../src/core/errors.ts'

describe('gravest', () => {
  it('says clean when nothing happened', () => {
    expect(gravest([])).toBe(0)
  })

  it.each([
    [[5, 6], 6],
    [[5, 6, 1], 1],
    [[5, 6, 1, 3], 3],
    [[5, 6, 1, 3, 4], 4],
    [[5, 6, 1, 3, 4, 2], 2],
    [[2, 130], 130],
    [[0, 5], 5],
  ] as [Exit[], number][])('of %j is %i: 2, then 4, 3, 1, 6, 5', (statuses, said) => {
    expect(gravest(statuses)).toBe(said)
    expect(gravest(statuses.toReversed())).toBe(said)
  })
})

describe('statusOf', () => {
  it.each([
    ['usage/unknown-option', Exit.usage],
    ['config/cannot-read', Exit.usage],
    ['output/cannot-write', Exit.usage],
    ['interface/none-such', Exit.permission],
    ['pcap/bad-magic', Exit.input],
    ['file/not-found', Exit.input],
  ])('of %s is %i', (code, status) => {
    expect(statusOf(new VrrpscopeError(code, 'm', 'h'))).toBe(status)
  })

  it('calls anything else a bug', () => {
    expect(statusOf(new TypeError('x is not a function'))).toBe(70)
  })
})
