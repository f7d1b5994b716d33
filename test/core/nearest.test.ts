import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/core/nearest.ts'

const words = ['audit', 'decode', 'check', 'sniff']

describe('nearest', () => {
  it.each([
    ['audti', 'audit'],
    ['decod', 'decode'],
    ['chekc', 'check'],
    ['snif', 'sniff'],
    ['audit', 'audit'],
  ])('%s means %s', (typed, meant) => {
    expect(nearest(typed, words)).toBe(meant)
  })

  it('guesses nothing where more than a third is wrong', () => {
    expect(nearest('xyz', words)).toBeUndefined()
    expect(nearest('dexxxx', words)).toBeUndefined()
  })
})
