import { describe, expect, it } from 'vitest'
import { CASES } from '../../src/conform/cases/index.ts'
import { select } from '../../src/conform/selection.ts'

const ids = (only: string[], skip: string[] = []) => select(CASES, only, skip).cases.map(({ id }) => id)

describe('a selection of cases', () => {
  it('is everything but what is hazardous where nothing is named', () => {
    expect(CASES.length - ids([]).length).toBe(CASES.filter(({ hazardous }) => hazardous).length)
    expect(ids([])).not.toContain('robustness/version-2-over-ipv6')
  })

  it('goes by id, area, requirement, or the beginning of one', () => {
    expect(ids(['packet/type'])).toEqual(['packet/type'])
    expect(ids(['accept'])).toEqual([
      'accept/accept-mode-off',
      'accept/accept-mode-off-still-resolves',
      'accept/accept-mode-on',
    ])
    expect(ids(['VRRP-FSM-ACTIVE-009'])).toContain('active/says-goodbye')
    expect(ids(['active/says*'])).toEqual(['active/says-goodbye'])
  })

  it('leaves out what is to be skipped', () => {
    expect(ids(['accept'], ['accept/accept-mode-on'])).toEqual([
      'accept/accept-mode-off',
      'accept/accept-mode-off-still-resolves',
    ])
  })

  it('has a hazardous case only by its whole id', () => {
    expect(ids(['robustness'])).not.toContain('robustness/version-2-over-ipv6')
    expect(ids(['robustness/version-2-over-ipv6'])).toEqual(['robustness/version-2-over-ipv6'])
  })

  it('names the word that names nothing, also among those to skip', () => {
    expect(select(CASES, ['packet', 'pakcet'], []).unmatched).toBe('pakcet')
    expect(select(CASES, [], ['nothing']).unmatched).toBe('nothing')
    expect(select(CASES, ['packet'], []).unmatched).toBeUndefined()
  })
})
