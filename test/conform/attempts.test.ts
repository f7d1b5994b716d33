import { describe, expect, it } from 'vitest'
import { Attempts } from '../../src/conform/attempts.ts'
import type { Outcome } from '../../src/conform/verdict.ts'

/** The decision after each attempt; '' while there is none. */
function decisions(...outcomes: Outcome[]): string[] {
  const attempts = new Attempts()
  return outcomes.map((outcome) => {
    attempts.add({ outcome, ...(outcome === 'fail' && { expected: 'this', actual: 'that' }) })
    return attempts.decided?.outcome ?? ''
  })
}

describe('the attempts of a case', () => {
  it('stop at a clean first one', () => {
    expect(decisions('pass')).toEqual(['pass'])
    expect(decisions('info')).toEqual(['info'])
    expect(decisions('inconclusive', 'pass')).toEqual(['', 'pass'])
  })

  it('accuse when it was seen three times and nothing better', () => {
    expect(decisions('fail', 'fail', 'fail')).toEqual(['', '', 'fail'])
  })

  it('want one accusation more for each attempt that told nothing', () => {
    expect(decisions('fail', 'inconclusive', 'non-strict', 'fail', 'fail')).toEqual(['', '', '', '', 'fail'])
  })

  it('clear the device when it does it right twice', () => {
    expect(decisions('fail', 'pass', 'pass')).toEqual(['', '', 'pass'])
    expect(decisions('fail', 'fail', 'pass', 'pass')).toEqual(['', '', '', 'pass'])
  })

  it('tell nothing where it varies or never comes to it', () => {
    expect(decisions('fail', 'fail', 'pass', ...Array<Outcome>(7).fill('fail')).at(-1)).toBe('inconclusive')
    expect(decisions(...Array<Outcome>(10).fill('inconclusive')).at(-1)).toBe('inconclusive')
  })

  it('say what was seen', () => {
    const attempts = new Attempts()
    attempts.add({ outcome: 'inconclusive', why: 'late' })
    attempts.add({ outcome: 'fail', actual: 'no advert' })
    expect(attempts.verdict.why).toBe('inconclusive (late), then fail (no advert)')
  })

  it('end where another would tell no more', () => {
    const attempts = new Attempts()
    attempts.add({ outcome: 'inconclusive', why: 'the device is gone' })
    attempts.giveUp()
    expect(attempts.decided).toEqual({ outcome: 'inconclusive', why: 'the device is gone' })
  })

  it('count an option that is not used as seen, not as clean', () => {
    const attempts = new Attempts()
    attempts.add({ outcome: 'info', expected: '5', actual: '1' })
    expect(attempts.decided).toBeUndefined()
  })
})
